import type { Static } from 'typebox';
import type { PolicyVersion } from '../../db/repositories/policies.repository.ts';
import type {
  Report,
  ReportFacts,
  ReportingContact,
  ReportingCustomer,
} from '../../db/repositories/reports.repository.ts';
import { repairOpening } from '../../workflows/repair/repair.forms.ts';
import type { OpeningOf } from '../case-gateway.ts';
import type { ApiDependencies } from '../dependencies.ts';
import type { Principal } from '../plugins/auth.ts';
import { formFromApi } from '../schemas/form-values.ts';
import type { NewRepairBody } from '../schemas/repair.schema.ts';
import { customerIdIn, findReporter, type Reporter } from './repair-customer.ts';
import {
  checkReceived,
  checkReferences,
  checkSiteOf,
  findPolicy,
  type openingClock,
  warrantyCountsAt,
} from './repair-opening.ts';
import { findUnit } from './repair-unit.ts';

type Body = Static<typeof NewRepairBody>;
type RepairOpening = OpeningOf['repair'];

/** Who reports what. */
export interface RepairReport {
  readonly principal: Principal;
  readonly body: Body;
}

/** The case that a report is to open, and its clock. */
export interface CaseToOpen {
  readonly caseId: string;
  readonly clock: ReturnType<typeof openingClock>;
}

/** The customer and who speaks for them, once they are on file. */
export interface TakenUp {
  readonly customer: Pick<ReportingCustomer, 'id' | 'language'>;
  readonly contact: ReportingContact | null;
}

/** Ways in which a person of the company spoke to the customer: the report itself is the first response. */
const SPOKEN_CHANNELS: readonly Body['channel'][] = ['phone', 'hotline', 'counter', 'fieldStaff'];

/** What the database is asked about a report. */
export function reportOf({ principal, body }: RepairReport, { caseId, clock }: CaseToOpen): Report {
  const { productModel, serialNumber = null } = body.unit;
  const { company = null } = body;
  const customerId = customerIdIn(principal, body);
  const { openedAt } = clock;
  return { kind: 'repair', caseId, customerId, company, productModel, serialNumber, openedAt };
}

/** Checks a report and makes of it what the process starts with. Nobody new is taken up unless all is well. */
export async function prepareRepair(
  { db, config }: Pick<ApiDependencies, 'db' | 'config'>,
  report: RepairReport,
  { caseId, clock }: CaseToOpen,
  known: ReportFacts,
  takenUp: (reporter: Reporter, policy: PolicyVersion) => Promise<TakenUp>,
): Promise<RepairOpening> {
  const { principal, body } = report;
  const { openedAt } = clock;
  const form = formFromApi(repairOpening, body) as Body;
  checkSiteOf(form);
  const receivedAt = form.receivedAt ?? openedAt;
  const reporter = findReporter(known.customer, principal, body);
  const customerId = reporter.isNew ? null : reporter.customer.id;
  const policy = await findPolicy(db, known, openedAt);
  await checkReceived(db, policy, { ...form, receivedAt, openedAt }, principal);
  const repeated = await checkReferences(db, body, customerId);
  const countedAt = warrantyCountsAt(receivedAt, repeated);
  const unit = { policy: policy.document, customerId, countedAt, openedAt };
  const lookups = await findUnit(db, body.unit, known, unit);
  const facts = { caseId, clock, receivedAt, policy, lookups, ...(await takenUp(reporter, policy)) };
  return { ...openingOf(report, form, facts), eventsPerRun: config.historyEventsPerRun };
}

interface OpeningFacts extends CaseToOpen, TakenUp {
  readonly receivedAt: number;
  readonly policy: PolicyVersion;
  readonly lookups: RepairOpening['lookups'];
}

function openingOf(
  { principal: { actor } }: RepairReport,
  form: Body,
  facts: OpeningFacts,
): Omit<RepairOpening, 'eventsPerRun'> {
  const { caseId, clock, receivedAt, policy, lookups, customer, contact } = facts;
  const { document } = policy;
  return {
    caseId,
    ...clock,
    openedBy: actor,
    company: policy.company,
    policyId: policy.id,
    policyVersion: policy.version,
    calendarCode: document.calendar.workingTime,
    numberRule: document.repair.numberRule,
    timeZone: document.timeZone,
    language: form.language ?? contact?.language ?? customer.language,
    customerId: customer.id,
    contactId: contact?.id ?? null,
    policy: document.repair,
    body: {
      ...without(form, ['clock', 'newCustomer']),
      receivedAt,
      takenByPerson: actor.type === 'person' && SPOKEN_CHANNELS.includes(form.channel),
    },
    lookups,
  };
}

/** What only the API needs: names of new customers have no business in a process. */
function without<Facts extends object, Name extends keyof Facts>(
  facts: Facts,
  names: readonly Name[],
): Omit<Facts, Name> {
  const rest = { ...facts };
  for (const name of names) Reflect.deleteProperty(rest, name);
  return rest;
}
