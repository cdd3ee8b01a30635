import type { Ladder, LadderStep, Limit, LimitUnit, Role } from '../../../workflows/domain/limits.ts';
import type { Authority, ByPriority, PolicyRole } from '../../../workflows/domain/policy/choices.ts';

/** A limit in wall-clock time: `W` of the process descriptions. */
export const wall = (amount: number, unit: Exclude<LimitUnit, 'days'>): Limit => ({
  amount,
  unit,
  counting: 'wallClock',
});

/** A limit in working time: `T` of the process descriptions; days are due at closing. */
export const working = (amount: number, unit: LimitUnit): Limit => ({
  amount,
  unit,
  counting: 'workingTime',
});

/** Working days that end at the time of day at which they began. */
export const workingDaysSameTime = (amount: number): Limit => ({
  amount,
  unit: 'days',
  counting: 'workingTime',
  endOfDay: false,
});

export const byPriority = <T>(normal: T, urgent: T): ByPriority<T> => ({ normal, urgent });

export const always = <T>(value: T): ByPriority<T> => byPriority(value, value);

/** An escalation: each level with its own limit, then the general manager, who is the last. */
export const ladder = (...levels: readonly (readonly [Role, Limit])[]): Ladder => [
  ...levels.map(([role, within]): LadderStep => ({ role, within })),
  { role: 'general_manager' },
];

/** An authority: amounts in minor units, ascending; above them the general manager decides. */
export const authority = (...levels: readonly (readonly [PolicyRole, number])[]): Authority => [
  ...levels.map(([role, upToMinor]) => ({ role, upToMinor })),
  { role: 'general_manager', upToMinor: null },
];
