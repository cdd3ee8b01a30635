import type { FastifyRequest } from 'fastify';
import type { Static } from 'typebox';
import { type CaseRow, casesRepository } from '../../db/repositories/cases.repository.ts';
import { evidenceRepository } from '../../db/repositories/evidence.repository.ts';
import type { PolicyVersion } from '../../db/repositories/policies.repository.ts';
import {
  type PossibleDuplicate,
  type Report,
  type ReportFacts,
  type ReportingContact,
  type ReportingCustomer,
  reportsRepository,
} from '../../db/repositories/reports.repository.ts';
import type { Actor } from '../../workflows/domain/actors.ts';
import type { Instant } from '../../workflows/domain/limits.ts';
import { repairOpening } from '../../workflows/repair/repair.forms.ts';
import type { OpeningOf } from '../case-gateway.ts';
import type { Api } from '../dependencies.ts';
import { createAuditTrail } from '../plugins/audit.ts';
import { setETag } from '../plugins/etag.ts';
import { checkEvidence, evidenceIn } from '../prechecks/evidence.ts';
import { customerIdIn, findReporter, type Reporter, takeUp } from '../prechecks/repair-customer.ts';
import {
  checkReceived,
  checkReferences,
  checkSiteOf,
  findPolicy,
  openingClock,
  warrantyCountsAt,
} from '../prechecks/repair-opening.ts';
import { findUnit } from '../prechecks/repair-unit.ts';
import { toCaseBody } from '../schemas/case-bodies.ts';
import { OpenedCaseBody, PendingCaseBody } from '../schemas/case.schema.ts';
import { formFromApi } from '../schemas/form-values.ts';
import { fromIso } from '../schemas/instants.ts';
import { NewRepairBody } from '../schemas/repair.schema.ts';
import type { CaseApiDependencies } from './case-access.ts';
import { derivedId, intentionOf } from './request-keys.ts';
import { createReaders } from './titles.ts';

type Body = Static<typeof NewRepairBody>;
type RepairRequest = FastifyRequest<{ Body: Body }>;
type RepairOpening = OpeningOf['repair'];

/** Ways in which a person of the company spoke to the customer: the report itself is the first response. */
const SPOKEN_CHANNELS: readonly Body['channel'][] = ['phone', 'hotline', 'counter', 'fieldStaff'];

/** Opens repairs (repair process, section 3.2). */
export function registerRepairRoutes(api: Api, deps: CaseApiDependencies): void {
  const { db, gateway, config, now } = deps;
  const readerOf = createReaders(db);
  const prepare = preparer(deps);
  const clockOf = ({ body: { clock } }: RepairRequest): OpeningClock =>
    openingClock(now(), clock === undefined ? undefined : fromIso(clock.now), config.adjustableClocks);

  api.post(
    '/v1/repairs',
    {
      config: { access: { people: 'signedIn', systems: ['repairs:report'] } },
      schema: {
        tags: ['repairs'],
        operationId: 'openRepair',
        summary: 'Report a repair; 200 with the first case for an external reference known already',
        body: NewRepairBody,
        response: { 200: OpenedCaseBody, 201: OpenedCaseBody, 202: PendingCaseBody },
      },
    },
    async (request, reply) => {
      const caseId = caseIdOf(request);
      const location = `/v1/cases/${caseId}`;
      const reader = await readerOf(request);
      const answer = (status: 200 | 201, opened: CaseRow, duplicates: readonly PossibleDuplicate[]) => {
        setETag(reply, opened.version);
        const possibleDuplicates = visibleDuplicates(request, duplicates);
        return reply
          .status(status)
          .header('location', location)
          .send({ case: toCaseBody(opened, reader), possibleDuplicates });
      };

      await checkEvidence(deps, request.principal, repairOpening, request.body, caseId);
      const { files } = evidenceIn(repairOpening, request.body);
      // Whoever enters it, a report is the customer's own word.
      const reported = { files, shared: files };
      const clock = clockOf(request);
      const facts = await reportsRepository(db).findFacts(reportOf(request, caseId, clock.openedAt));
      if (facts.isOpened) {
        await evidenceRepository(db).attach(reported, caseId);
        const first = await casesRepository(db).findById(caseId);
        return answer(request.body.externalReference === undefined ? 201 : 200, first, []);
      }
      const state = await gateway.openCase('repair', await prepare(request, caseId, clock, facts));
      await evidenceRepository(db).attach(reported, caseId);
      if (state === 'opened') {
        return answer(201, await casesRepository(db).findById(caseId), facts.duplicates);
      }
      return reply.status(202).header('location', location).send({ caseId, status: 'pending' });
    },
  );
}

/** An external reference names one case for good; else each intention of the caller is a case of its own. */
function caseIdOf(request: RepairRequest): string {
  const { externalReference } = request.body;
  if (externalReference === undefined) return intentionOf(request);
  const { actor } = request.principal;
  const whose = actor.type === 'customer' ? actor.customerId : 'staff';
  return derivedId('repair', whose, externalReference.system, externalReference.id);
}

type OpeningClock = ReturnType<typeof openingClock>;

function reportOf({ principal, body }: RepairRequest, caseId: string, openedAt: Instant): Report {
  const { productModel, serialNumber = null } = body.unit;
  const { company = null } = body;
  const customerId = customerIdIn(principal, body);
  return { kind: 'repair', caseId, customerId, company, productModel, serialNumber, openedAt };
}

/** Checks a report and makes of it what the process starts with. Nobody new is taken up unless all is well. */
function preparer(deps: CaseApiDependencies) {
  const { db, config } = deps;
  return async (
    request: RepairRequest,
    caseId: string,
    clock: OpeningClock,
    known: ReportFacts,
  ): Promise<RepairOpening> => {
    const { principal, body } = request;
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
    const { customer, contact } = await takenUp(deps, request, reporter, { caseId, policy });
    const facts = { caseId, clock, receivedAt, policy, lookups, customer, contact };
    return { ...openingOf(request, form, facts), eventsPerRun: config.historyEventsPerRun };
  };
}

/** The customer and who speaks for them; a new one is entered, once, with a trace in the audit log (S-01). */
async function takenUp(
  deps: CaseApiDependencies,
  request: RepairRequest,
  reporter: Reporter,
  { caseId, policy }: { caseId: string; policy: PolicyVersion },
): Promise<{ customer: Pick<ReportingCustomer, 'id' | 'language'>; contact: ReportingContact | null }> {
  if (!reporter.isNew) return reporter;
  const { site, language = policy.document.languages[0] ?? 'en' } = request.body;
  const facts = { site, language, timeZone: policy.document.timeZone, at: deps.now() };
  const customerId = derivedId('customer', caseId);
  let contact: ReportingContact | null = null;
  const customer = await createAuditTrail(deps).change(request, 'customer', async (tx) => {
    const entered = await takeUp(tx, reporter.newCustomer, { customerId, ...facts });
    contact = entered.contact;
    return { before: entered.isFirst ? null : entered.customer, after: entered.customer };
  });
  return { customer, contact };
}

interface OpeningFacts {
  readonly caseId: string;
  readonly clock: OpeningClock;
  readonly receivedAt: number;
  readonly policy: PolicyVersion;
  readonly lookups: RepairOpening['lookups'];
  readonly customer: Pick<ReportingCustomer, 'id' | 'language'>;
  readonly contact: ReportingContact | null;
}

function openingOf(
  request: RepairRequest,
  form: Body,
  facts: OpeningFacts,
): Omit<RepairOpening, 'eventsPerRun'> {
  const { caseId, clock, receivedAt, policy, lookups, customer, contact } = facts;
  const { document } = policy;
  const { actor } = request.principal;
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

/** Staff see every open case of the unit, a customer their own, a system none. */
function visibleDuplicates(
  { principal: { actor } }: RepairRequest,
  duplicates: readonly PossibleDuplicate[],
) {
  return duplicates
    .filter(({ customerId }) => maySeeDuplicateOf(actor, customerId))
    .map(({ caseId, number, phase }) => ({ caseId, number, phase }));
}

function maySeeDuplicateOf(actor: Actor, customerId: string | null): boolean {
  return actor.type === 'person' || (actor.type === 'customer' && actor.customerId === customerId);
}
