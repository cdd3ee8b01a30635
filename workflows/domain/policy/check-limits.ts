import type { Fault } from '../errors.ts';
import { type Ladder, type Limit, nominalSeconds, type Role } from '../limits.ts';
import type { Authority, ByPriority, PolicyRole } from './choices.ts';

/** How high a role stands; escalations and authorities never lead downwards. */
const RANKS: Readonly<Record<Role, number>> = {
  customer: 0,
  technician: 1,
  agent: 1,
  parts_clerk: 1,
  inspector: 1,
  production: 1,
  technical_support: 1,
  finance: 2,
  repair_lead: 2,
  service_lead: 2,
  parts_lead: 2,
  department_head: 3,
  sales_manager: 3,
  manager: 4,
  general_manager: 5,
  admin: 0,
};

/** The highest rank: whoever holds it has nobody left to climb to. */
const TOP_RANK = Math.max(...Object.values(RANKS));

/** Rank of a role; larger is higher. */
function rankOf(role: Role): number {
  return RANKS[role];
}

/** Whether a limit would run at least as long as another one if every day were open around the clock. */
export function isAsLong(one: Limit, other: Limit): boolean {
  return nominalSeconds(one) >= nominalSeconds(other);
}

/** Faults of every limit anywhere inside `value`. */
export function checkLimits(value: unknown, pointer: string): Fault[] {
  if (typeof value !== 'object' || value === null) return [];
  if (isLimit(value)) return checkLimit(value, pointer);
  return Object.entries(value).flatMap(([key, inner]) => checkLimits(inner, `${pointer}/${key}`));
}

function isLimit(value: object): value is Limit {
  return 'amount' in value && 'unit' in value && 'counting' in value;
}

function checkLimit(limit: Limit, pointer: string): Fault[] {
  const faults: Fault[] = [];
  if (!Number.isSafeInteger(limit.amount) || limit.amount < 0) {
    faults.push({ pointer: `${pointer}/amount`, message: 'must be a whole number, 0 or more' });
  }
  if (limit.endOfDay !== undefined && (limit.unit !== 'days' || limit.counting !== 'workingTime')) {
    faults.push({ pointer: `${pointer}/endOfDay`, message: 'only applies to days of working time' });
  }
  return faults;
}

/** An urgent case may not have longer than a normal one; limits that count differently are not compared. */
export function checkUrgency(limits: ByPriority<Limit>, pointer: string): Fault[] {
  const { normal, urgent } = limits;
  const longer = normal.counting === urgent.counting && nominalSeconds(urgent) > nominalSeconds(normal);
  return longer
    ? [{ pointer: `${pointer}/urgent`, message: 'must not be longer than the normal limit' }]
    : [];
}

/** A ladder's levels climb, each but the last has a limit of its own, and the last has nobody to pass on to. */
export function checkLadder(ladder: Ladder, pointer: string): Fault[] {
  const last = ladder.at(-1);
  if (last === undefined) return [{ pointer, message: 'must have at least one level' }];
  const faults: Fault[] = [];
  ladder.slice(0, -1).forEach((step, index) => {
    if (step.within === undefined) {
      faults.push({
        pointer: `${pointer}/${index}`,
        message: 'needs `within`: only the last level has none',
      });
    }
  });
  if (last.within !== undefined) {
    faults.push({
      pointer: `${pointer}/${ladder.length - 1}/within`,
      message: 'must be absent on the last level: nobody is told after it',
    });
  }
  if (rankOf(last.role) !== TOP_RANK) {
    faults.push({
      pointer: `${pointer}/${ladder.length - 1}/role`,
      message: 'must be general_manager, the last level of every ladder',
    });
  }
  const climbs = ladder.map((step) => step.role);
  return [...faults, ...checkClimb(climbs, (index) => `${pointer}/${index}/role`, 'strictly')];
}

/** An authority's amounts ascend, its roles do not descend, and its last level decides any amount. */
export function checkAuthority(authority: Authority, leadRole: Role, pointer: string): Fault[] {
  if (authority.length === 0) return [{ pointer, message: 'must have at least one level' }];
  const faults: Fault[] = [];
  authority.forEach(({ upToMinor }, index) => {
    const at = `${pointer}/${index}/upToMinor`;
    const isLast = index === authority.length - 1;
    const below = authority[index - 1]?.upToMinor;
    if ((upToMinor === null) !== isLast) {
      const message = isLast ? 'must be null: the last level decides any amount' : 'must be an amount';
      faults.push({ pointer: at, message });
    } else if (upToMinor !== null && (!Number.isSafeInteger(upToMinor) || upToMinor < 0)) {
      faults.push({ pointer: at, message: 'must be whole minor units, 0 or more' });
    } else if (upToMinor !== null && typeof below === 'number' && upToMinor <= below) {
      faults.push({ pointer: at, message: 'must be above the amount of the level before' });
    }
  });
  const roles = authority.map(({ role }) => role);
  return [...faults, ...checkRolesRise(roles, leadRole, (index) => `${pointer}/${index}/role`)];
}

/** Roles that stay level or climb, with the policy's lead put in for `lead`. */
export function checkRolesRise(
  roles: readonly PolicyRole[],
  leadRole: Role,
  pointerOf: (index: number) => string,
): Fault[] {
  const resolved = roles.map((role) => (role === 'lead' ? leadRole : role));
  return checkClimb(resolved, pointerOf, 'loosely');
}

function checkClimb(
  roles: readonly Role[],
  pointerOf: (index: number) => string,
  how: 'strictly' | 'loosely',
): Fault[] {
  const faults: Fault[] = [];
  roles.forEach((role, index) => {
    const before = roles[index - 1];
    if (before === undefined) return;
    const rise = rankOf(role) - rankOf(before);
    if (rise < 0 || (rise === 0 && how === 'strictly')) {
      const than = how === 'strictly' ? 'must stand above' : 'must not stand below';
      faults.push({ pointer: pointerOf(index), message: `${than} ${before}` });
    }
  });
  return faults;
}
