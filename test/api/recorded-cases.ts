import { sql } from 'drizzle-orm';
import { inject } from 'vitest';
import type { ApprovalRecord, OpeningRecord, StepRecord, TaskRecord } from '../../activities/contracts.ts';
import { recordStepActivities } from '../../activities/record-step.activities.ts';
import { workingCalendars } from '../../activities/recording/working-calendars.ts';
import { createDatabase, type Database } from '../../db/client.ts';
import { caseStepRepository } from '../../db/repositories/case-step.repository.ts';
import {
  type Contact,
  type Customer,
  customersRepository,
} from '../../db/repositories/customers.repository.ts';
import { identitiesRepository } from '../../db/repositories/identities.repository.ts';
import { peopleRepository, type Person } from '../../db/repositories/people.repository.ts';
import { policiesRepository } from '../../db/repositories/policies.repository.ts';
import { THE_PROCESS } from '../../workflows/domain/actors.ts';
import { dueQuestion } from '../../workflows/domain/deadlines.ts';
import { OPENED_AT, deadlineOf, hours, openingRecord, stepRecord } from '../activities/case-records.ts';
import { issueToken } from '../support/environment.ts';

/** Cases written by the recording activity itself, without a process behind them. */
export interface RecordedCases {
  /** Opens a case of company A; resolves with its id. */
  readonly open: (
    changes?: Parameters<typeof stepRecord>[0],
    opening?: Partial<OpeningRecord>,
  ) => Promise<string>;
  /** Records a further step. */
  readonly change: (changes: Parameters<typeof stepRecord>[0] & { readonly caseId: string }) => Promise<void>;
  readonly close: () => Promise<void>;
}

export async function openRecordedCases(db: Database): Promise<RecordedCases> {
  const { rows } = await db.execute<{ name: string }>(sql`select current_database() as name`);
  const url = new URL(inject('database').adminUrl);
  url.pathname = rows[0]?.name ?? '';
  const own = createDatabase(url.href, { max: 2 });
  const steps = caseStepRepository(own.pool);
  const { recordStep } = recordStepActivities({ steps, calendars: workingCalendars(own.db, steps) });
  const policy = await policiesRepository(db).findCurrent('A', OPENED_AT);
  const record = async (step: StepRecord): Promise<string> => {
    await recordStep(step);
    return step.caseId;
  };
  return {
    open: (changes = {}, opening = {}) =>
      record(stepRecord({ ...changes, opening: openingRecord(policy.id, opening) })),
    change: async (changes) => {
      await record(stepRecord(changes));
    },
    close: own.close,
  };
}

/** A task as a process opens it; `limitHours` of working time make its due instant. */
export function taskRecord(
  caseId: string,
  no: number,
  changes: Partial<TaskRecord> & { readonly limitHours?: number } = {},
): TaskRecord {
  const { limitHours, ...rest } = changes;
  const id = `${caseId}.t${no}`;
  return {
    id,
    kind: 'contactCustomer',
    phase: 'intake',
    round: 1,
    attempt: 1,
    roles: ['agent'],
    assigneeId: null,
    openedAt: OPENED_AT,
    deadlineId: limitHours === undefined ? null : `task:${id}`,
    commitmentId: null,
    about: {},
    status: 'open',
    endedAt: null,
    endedBy: null,
    form: null,
    deadline: limitHours === undefined ? null : deadlineOf(hours(limitHours)),
    ...rest,
  };
}

/** What a step asks the calendar so that its tasks and approvals get their due instants. */
export function questionsOf(records: readonly (TaskRecord | ApprovalRecord)[]): StepRecord['questions'] {
  return Object.fromEntries(
    records.flatMap(({ deadlineId, deadline }) =>
      deadlineId === null || deadline === null ? [] : [[deadlineId, dueQuestion(deadline)]],
    ),
  );
}

export function approvalRecord(
  caseId: string,
  no: number,
  changes: Partial<ApprovalRecord> = {},
): ApprovalRecord {
  const id = `${caseId}.a${no}`;
  return {
    id,
    subject: 'plan',
    revision: 1,
    requestedBy: THE_PROCESS,
    requestedAt: OPENED_AT,
    chain: ['repair_lead', 'manager'],
    position: 0,
    deadlineId: `approval:${id}`,
    amountMinor: 48_000,
    about: {},
    status: 'pending',
    decision: null,
    deadline: deadlineOf(hours(2)),
    ...changes,
  };
}

/** A seeded member of staff with a bearer token. */
export async function staff(db: Database, handle: string): Promise<{ person: Person; token: string }> {
  const person = await peopleRepository(db).findOptionalByHandle(handle);
  if (person === undefined) throw new Error(`The seed has no ${handle}`);
  return { person, token: await issueToken(person.id) };
}

/** A seeded contact with a bearer token. */
export async function customer(
  db: Database,
  handle: string,
): Promise<{ customer: Customer; contact: Contact; token: string }> {
  const customers = customersRepository(db);
  const contact = await customers.findOptionalContactByHandle(handle);
  if (contact === undefined) throw new Error(`The seed has no ${handle}`);
  const subject = `test-${contact.id}`;
  if ((await identitiesRepository(db).findOptionalPrincipal(subject)) === undefined) {
    await identitiesRepository(db).allowContact(contact.id, subject);
  }
  return {
    customer: await customers.findById(contact.customerId),
    contact,
    token: await issueToken(subject),
  };
}
