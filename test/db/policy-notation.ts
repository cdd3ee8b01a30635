import { POLICIES } from '../../db/presets/policies/index.ts';
import type { Ladder, Limit } from '../../workflows/domain/limits.ts';
import type { Authority, ByPriority } from '../../workflows/domain/policy/choices.ts';
import type { RepairPolicy } from '../../workflows/domain/policy/repair-policy.ts';

/** Fields of a row of the policy table, how to print them, and what the table prints for A to E. */
export type Row = readonly [
  fields: string,
  read: (repair: RepairPolicy) => string,
  printed: readonly [a: string, b: string, c: string, d: string, e: string],
];

export const COMPANIES = ['A', 'B', 'C', 'D', 'E'] as const;

export const printRow = (read: Row[1]) => COMPANIES.map((company) => read(POLICIES[company].repair));

const UNITS = { seconds: 's', minutes: 'min', hours: 'h', days: 'd' } as const;

/** A limit as the process descriptions print it; `=` marks days that keep the time of day. */
export function print(limit: Limit | null): string {
  if (limit === null) return '–';
  const keepsTime = limit.endOfDay === false ? '=' : '';
  return `${limit.amount} ${UNITS[limit.unit]}${keepsTime} ${limit.counting === 'wallClock' ? 'W' : 'T'}`;
}

export const printAll = (...limits: readonly (Limit | null)[]) => limits.map(print).join('; ');
export const printBoth = ({ normal, urgent }: ByPriority<Limit>) => printAll(normal, urgent);
export const printLadder = (ladder: Ladder) =>
  ladder.map(({ role, within }) => (within ? `${role} ${print(within)}` : role)).join(' → ');
export const printLadders = ({ normal, urgent }: ByPriority<Ladder>) =>
  printLadder(normal) === printLadder(urgent)
    ? printLadder(normal)
    : `${printLadder(normal)} | ${printLadder(urgent)}`;

export const printAuthority = (authority: Authority | null) =>
  authority === null ? '–' : authority.map(({ role, upToMinor }) => `${role} ${upToMinor ?? '∞'}`).join(', ');
