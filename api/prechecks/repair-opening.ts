import type { Static } from 'typebox';
import type { Database } from '../../db/client.ts';
import type { CaseRow } from '../../db/repositories/cases.repository.ts';
import { policiesRepository, type PolicyVersion } from '../../db/repositories/policies.repository.ts';
import type { ReportFacts } from '../../db/repositories/reports.repository.ts';
import { hasAnyRole } from '../../workflows/domain/actors.ts';
import { invalid, refusedAt } from '../../workflows/domain/errors.ts';
import type { Instant } from '../../workflows/domain/limits.ts';
import { dueInstant } from '../../workflows/domain/working-time/due.ts';
import type { Principal } from '../plugins/auth.ts';
import { calendarReader } from '../routes/calendar-reader.ts';
import { toIso } from '../schemas/instants.ts';
import type { NewRepairBody } from '../schemas/repair.schema.ts';
import { findCaseOf, findRepairOf } from './links.ts';

type Body = Static<typeof NewRepairBody>;

/** The version in force at the opening of the company that is asked, or that the customer dealt with last. */
export async function findPolicy(
  db: Database,
  { company, policyId }: Pick<ReportFacts, 'company' | 'policyId'>,
  at: Instant,
): Promise<PolicyVersion> {
  const policies = policiesRepository(db);
  if (policyId !== null) return policies.findVersion(policyId);
  const known = (await policies.listLatest()).map((latest) => latest.company);
  if (company === null || !known.includes(company)) {
    throw invalid('/company', `must be one of ${known.join(', ')}`);
  }
  return policies.findCurrent(company, at);
}

/** When the report reached the company: not in the future, and not longer ago than the policy allows. */
export async function checkReceived(
  db: Database,
  policy: PolicyVersion,
  report: { readonly receivedAt: Instant; readonly openedAt: Instant; readonly lateEntryReason?: string },
  { actor }: Principal,
): Promise<void> {
  const { receivedAt, openedAt, lateEntryReason } = report;
  const { calendar: calendars, repair, timeZone } = policy.document;
  if (receivedAt > openedAt) {
    throw invalid('/receivedAt', `lies in the future; it is ${toIso(openedAt, timeZone)}`);
  }
  if (receivedAt === openedAt) return;
  const { calendar } = await calendarReader(db)(calendars.workingTime);
  const { dueAt } = dueInstant(calendar, receivedAt, repair.lateEntryMax);
  if (dueAt === null || openedAt <= dueAt) return;
  if (!hasAnyRole(actor, ['service_lead'])) {
    throw invalid('/receivedAt', `is too long ago: only the service lead may still enter it`);
  }
  if (lateEntryReason === undefined) throw invalid('/lateEntryReason', 'is required for so late an entry');
}

/** Whoever reports that somebody has to come says where to; where nobody knows yet, whoever classifies asks (3.2). */
export function checkSiteOf({ place, site }: Pick<Body, 'place' | 'site'>): void {
  if (place !== 'onSite' || site !== undefined) return;
  throw invalid('/site', 'is required on site: the address, and the region if there is one');
}

/** Cases that a report refers to exist and are the same customer's; gives the one that it repeats. */
export async function checkReferences(
  db: Database,
  body: Body,
  customerId: string | null,
): Promise<CaseRow | undefined> {
  const { repeatOf, sameFaultAs, openedFrom, links = [] } = body;
  const named = { openedFrom, ...fieldsOf(links) };
  for (const [field, caseId] of Object.entries(named)) {
    if (caseId !== undefined) await findCaseOf(db, customerId, caseId, `/${field}`);
  }
  if (sameFaultAs !== undefined) await findRepairOf(db, customerId, sameFaultAs, '/sameFaultAs');
  return repeatOf === undefined ? undefined : findRepairOf(db, customerId, repeatOf, '/repeatOf');
}

/**
 * The instant at which the warranty counts. A customer who answers after the case ended in silence reports nothing new:
 * what was received first counts, however often that happens (9, after closing).
 */
export function warrantyCountsAt(receivedAt: Instant, repeated: CaseRow | undefined): Instant {
  if (repeated?.outcome !== 'customerSilent') return receivedAt;
  const { countedAt } = (repeated.details as { warranty?: { countedAt?: Instant } }).warranty ?? {};
  return Math.min(receivedAt, countedAt ?? repeated.receivedAt);
}

const fieldsOf = (links: readonly string[]): Readonly<Record<string, string>> =>
  Object.fromEntries(links.map((caseId, index) => [`links/${index}`, caseId]));

/** The instant that a new case starts at, and how far its clock is from the present (design idea 8). */
export function openingClock(
  now: Instant,
  wished: Instant | undefined,
  adjustable: boolean,
): { readonly openedAt: Instant; readonly clockOffsetMs: number } {
  if (wished === undefined) return { openedAt: now, clockOffsetMs: 0 };
  if (adjustable) return { openedAt: wished, clockOffsetMs: wished - now };
  throw refusedAt(
    'CLOCK_NOT_ADJUSTABLE',
    '/clock',
    'must be left out',
    'Here every case runs on the present time',
  );
}
