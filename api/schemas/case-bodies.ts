import type { Static } from 'typebox';
import type { CaseRow } from '../../db/repositories/cases.repository.ts';
import type { CommitmentRow } from '../../db/repositories/commitments.repository.ts';
import type { HoldRow } from '../../db/repositories/holds.repository.ts';
import type { MessageRow } from '../../db/repositories/messages.repository.ts';
import type { TimelineRow } from '../../db/repositories/timeline.repository.ts';
import type { Actor } from '../../workflows/domain/actors.ts';
import type { Instant } from '../../workflows/domain/limits.ts';
import type { LabelTopic } from '../../workflows/domain/messages.ts';
import type { Principal } from '../plugins/auth.ts';
import type { ActorBody, CaseBody, CommitmentBody, MessageBody, TimelineEventBody } from './case.schema.ts';
import { factsToApi } from './form-values.ts';
import { toIso, toIsoOrNull } from './instants.ts';
import type { HoldBody } from './mass-holds.schema.ts';

/**
 * The title in the reader's language: that of the first of the codes that has one, most particular first; the last
 * code itself where none has.
 */
export type Titles = (topic: LabelTopic, ...codes: readonly [string, ...string[]]) => string;

/** Who reads, and how things are called to them. */
export interface Reader {
  readonly principal: Principal;
  readonly titles: Titles;
}

const isCustomer = ({ principal }: Reader): boolean => principal.actor.type === 'customer';

/** Facts of a case that its customer may read; the rest is the company's own. */
const CUSTOMER_DETAILS: readonly string[] = [
  'productModel',
  'serialNumber',
  'description',
  'appointment',
  'coverage',
  'quote',
  'agreedMinor',
  'currency',
  'signedAt',
  'workmanshipUntil',
];

export function toCaseBody(row: CaseRow, reader: Reader): Static<typeof CaseBody> {
  const { timeZone } = reader.principal;
  const forCustomer = isCustomer(reader);
  const details = forCustomer ? pick(row.details, CUSTOMER_DETAILS) : row.details;
  return {
    ...row,
    status: reader.titles('phase', row.phase),
    openedBy: toActorBody(row.openedBy, reader),
    openedAt: toIso(row.openedAt, timeZone),
    receivedAt: toIso(row.receivedAt, timeZone),
    ownerId: forCustomer ? null : row.ownerId,
    technicianId: forCustomer ? null : row.technicianId,
    pausedBecause: row.pausedBecause as Static<typeof CaseBody>['pausedBecause'],
    nextDueAt: toIsoOrNull(row.nextDueAt, timeZone),
    closedAt: toIsoOrNull(row.closedAt, timeZone),
    changedAt: toIso(row.changedAt, timeZone),
    details: factsToApi(details, timeZone),
  };
}

/** Customers are not told which member of staff did something. */
export function toActorBody(actor: Actor, reader: Reader): Static<typeof ActorBody> {
  if (isCustomer(reader)) return { type: actor.type };
  return actor.type === 'person' ? { ...actor, roles: [...actor.roles] } : actor;
}

export function toTimelineBody(row: TimelineRow, reader: Reader): Static<typeof TimelineEventBody> {
  const { timeZone } = reader.principal;
  const { seq, kind, visibility } = row;
  return {
    seq,
    kind,
    visibility,
    at: toIso(row.occurredAt, timeZone),
    actor: toActorBody(row.actor, reader),
    data: factsToApi(row.data, timeZone),
  };
}

export function toMessageBody(row: MessageRow, reader: Reader): Static<typeof MessageBody> {
  const { timeZone } = reader.principal;
  const { id, kind, status, attempts, lastError, subject, body } = row;
  return {
    ...{ id, kind, status, attempts, subject, body },
    lastError: isCustomer(reader) ? null : lastError,
    to: {
      type: row.recipientType,
      ...(row.recipientRole !== null && { role: row.recipientRole }),
      ...(row.recipientPersonId !== null && { personId: row.recipientPersonId }),
    },
    channel: row.channel as Static<typeof MessageBody>['channel'],
    queuedAt: toIso(row.queuedAt, timeZone),
    settledAt: toIsoOrNull(row.settledAt, timeZone),
  };
}

export function toHoldBody(row: HoldRow, reader: Reader): Static<typeof HoldBody> {
  const { timeZone } = reader.principal;
  const { id, reason, text, batchId } = row;
  return {
    ...{ id, reason, text, batchId },
    startedAt: toIso(row.startedAt, timeZone),
    until: toIsoOrNull(row.untilAt, timeZone),
    endedAt: toIsoOrNull(row.endedAt, timeZone),
    placedBy: toActorBody(row.placedBy, reader),
  };
}

/** When each level of a commitment was told, by `<commitment id>/<level>`. */
export type FiredLevels = ReadonlyMap<string, Instant>;

export function firedLevelsOf(events: readonly TimelineRow[]): FiredLevels {
  return new Map(
    events.map(({ data, occurredAt }) => [`${String(data['id'])}/${String(data['level'])}`, occurredAt]),
  );
}

/** A promise and why it is due when it is due. */
export function toCommitmentBody(
  row: CommitmentRow,
  of: CaseRow,
  fired: FiredLevels,
  reader: Reader,
): Static<typeof CommitmentBody> {
  const { timeZone } = reader.principal;
  const { id, name, kind, status, isMissed } = row;
  return {
    ...{ id, name, kind, status, isMissed },
    title: reader.titles('commitment', kind),
    startedAt: toIso(row.startedAt, timeZone),
    why: whyOf(row, of, timeZone),
    isPaused: row.status === 'running' && row.pauses.some((pause) => pause.to === undefined),
    warnAt: toIsoOrNull(row.warnAt, timeZone),
    dueAt: toIsoOrNull(row.dueAt, timeZone),
    metAt: toIsoOrNull(row.metAt, timeZone),
    missedAt: toIsoOrNull(row.missedAt, timeZone),
    firedLateSeconds: secondsAfter(row.dueAt, row.missedAt),
    metLateSeconds: isMissed ? secondsAfter(row.dueAt, row.metAt) : null,
    levels: isCustomer(reader) ? [] : levelsOf(row, fired, timeZone),
  };
}

function whyOf(row: CommitmentRow, of: CaseRow, timeZone: string): Static<typeof CommitmentBody>['why'] {
  return {
    policyId: of.policyId,
    policyVersion: of.policyVersion,
    source: row.source,
    limit: row.limit,
    calendarCode: row.calendarCode,
    calendarVersion: row.calendarVersion,
    pausedBy: row.pausedBy,
    pauses: row.pauses.map(({ from, to }) => ({
      from: toIso(from, timeZone),
      to: toIsoOrNull(to ?? null, timeZone),
    })),
  };
}

function levelsOf(
  row: CommitmentRow,
  fired: FiredLevels,
  timeZone: string,
): Static<typeof CommitmentBody>['levels'] {
  return row.ladder.map(({ role, within }, index) => {
    const level = index + 1;
    const planned = level === 1 ? row.dueAt : level === row.level + 1 ? row.nextLevelAt : null;
    return {
      level,
      role,
      within: within ?? null,
      plannedAt: toIsoOrNull(planned, timeZone),
      firedAt: toIsoOrNull(fired.get(`${row.id}/${level}`) ?? null, timeZone),
    };
  });
}

function secondsAfter(due: Instant | null, happened: Instant | null): number | null {
  return due === null || happened === null ? null : Math.max(0, Math.round((happened - due) / 1000));
}

function pick(facts: Readonly<Record<string, unknown>>, names: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(Object.entries(facts).filter(([name]) => names.includes(name)));
}
