import type { Commitment, TimelineEntry } from './played-case.ts';
import { shortInstant } from './story-days.ts';

/** Handles of the members of staff, by id. */
export type Handles = ReadonlyMap<string, string>;

/** One line of the printed timeline, or null for an entry that another line tells as well. */
export function lineOf(entry: TimelineEntry, handles: Handles): string | null {
  const said = textOf(entry);
  if (said === null) return null;
  return `  ${shortInstant(entry.at)}  ${actorOf(entry, handles).padEnd(11)} ${said}`;
}

/** Why a promise was due when it was due, and who was told of its delay. */
export function promiseLines({ name, why, dueAt, metLateSeconds, levels, ...rest }: Commitment): string[] {
  const { amount, unit, counting } = why.limit;
  const limit = `${amount} ${unit} ${counting === 'workingTime' ? 'of working time' : 'by the wall clock'}`;
  const told = levels
    .filter((level) => level.firedAt !== null)
    .map(({ role, firedAt }) => `${role} told ${shortInstant(firedAt ?? '')}`);
  const late = metLateSeconds === null ? '' : `, ${Math.round(metLateSeconds / 60)} min late`;
  return [
    `  ${name}: due ${dueAt === null ? 'never' : shortInstant(dueAt)}, ${endOf(rest)}${late}`,
    // A figure of the policy is named by its field; a date that somebody told the customer has no limit to tell.
    why.source.includes('.')
      ? `    because ${why.source} of policy version ${why.policyVersion} says ${limit} (calendar "${why.calendarCode}")`
      : `    because of the ${why.source}`,
    ...(told.length === 0 ? [] : [`    ${told.join('; ')}`]),
  ];
}

function endOf({ status, metAt }: Pick<Commitment, 'status' | 'metAt'>): string {
  if (metAt !== null) return `met ${shortInstant(metAt)}`;
  return status === 'dropped' ? 'fell away' : 'not met yet';
}

function actorOf({ actor }: TimelineEntry, handles: Handles): string {
  if (actor.type === 'person') return handles.get(actor.personId ?? '') ?? 'staff';
  return actor.type === 'customer' ? 'customer' : '·';
}

function textOf({ kind, data }: TimelineEntry): string | null {
  const [topic = '', what = ''] = kind.split('.');
  const field = (name: string): string => {
    const value = data[name];
    return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
  };
  switch (topic) {
    case 'opened':
      return 'reports the repair';
    case 'phaseEntered':
      return `── ${field('from')} → ${field('to')} ──`;
    case 'taskOpened':
      return `to do: ${field('task')} (${(data['roles'] as readonly string[]).join(', ')})`;
    case 'taskCompleted':
      return `completes ${field('task')}`;
    case 'taskDeclined':
      return `declines ${field('task')}: ${field('reason')}`;
    case 'told':
      return `customer is told: ${what}`;
    case 'approval':
      return approvalText(what, field);
    case 'warned':
      return `${field('of')} will be due ${shortInstant(field('dueAt'))}`;
    case 'missed':
      return `MISSED: ${field('of')}, due ${shortInstant(field('dueAt'))}; told: ${field('role')}`;
    case 'escalated':
      return `CLIMBS to level ${field('level')}: ${field('of')}; told: ${field('role')}`;
    case 'command':
      return `orders: ${what}`;
    case 'endedEarly':
      return `the case ends: ${field('outcome')}`;
    case 'paused':
      return `clocks stand: ${field('reason')}`;
    case 'resumed':
      return 'clocks run again';
    default:
      return kind;
  }
}

function approvalText(what: string, field: (name: string) => string): string {
  const ending = ['approved', 'refused', 'withdrawn'].includes(what);
  const subject = `${field('subject')}, revision ${field('revision')}`;
  return ending ? `approval ${what}: ${subject}` : `approval ${what} of ${field('role')}: ${subject}`;
}
