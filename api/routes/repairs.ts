import type { FastifyRequest } from 'fastify';
import type { Static } from 'typebox';
import { type CaseRow, casesRepository } from '../../db/repositories/cases.repository.ts';
import { evidenceRepository } from '../../db/repositories/evidence.repository.ts';
import type { PolicyVersion } from '../../db/repositories/policies.repository.ts';
import {
  type PossibleDuplicate,
  type ReportingContact,
  reportsRepository,
} from '../../db/repositories/reports.repository.ts';
import type { Actor } from '../../workflows/domain/actors.ts';
import { repairOpening } from '../../workflows/repair/repair.forms.ts';
import type { Api } from '../dependencies.ts';
import { createAuditTrail } from '../plugins/audit.ts';
import { setETag } from '../plugins/etag.ts';
import { checkEvidence, evidenceIn } from '../prechecks/evidence.ts';
import { type Reporter, takeUp } from '../prechecks/repair-customer.ts';
import { openingClock } from '../prechecks/repair-opening.ts';
import { prepareRepair, reportOf, type TakenUp } from '../prechecks/repair-report.ts';
import { toCaseBody } from '../schemas/case-bodies.ts';
import { OpenedCaseBody, PendingCaseBody } from '../schemas/case.schema.ts';
import { fromIso } from '../schemas/instants.ts';
import { NewRepairBody } from '../schemas/repair.schema.ts';
import type { CaseApiDependencies } from './case-access.ts';
import { derivedId, intentionOf } from './request-keys.ts';
import { createReaders } from './titles.ts';

type Body = Static<typeof NewRepairBody>;
type RepairRequest = FastifyRequest<{ Body: Body }>;

/** Opens repairs (repair process, section 3.2). */
export function registerRepairRoutes(api: Api, deps: CaseApiDependencies): void {
  const { db, gateway, config, now } = deps;
  const readerOf = createReaders(db);
  const clockOf = ({ body: { clock } }: RepairRequest): ReturnType<typeof openingClock> =>
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
      const facts = await reportsRepository(db).findFacts(reportOf(request, { caseId, clock }));
      if (facts.isOpened) {
        await evidenceRepository(db).attach(reported, caseId);
        const first = await casesRepository(db).findById(caseId);
        return answer(request.body.externalReference === undefined ? 201 : 200, first, []);
      }
      const opening = await prepareRepair(deps, request, { caseId, clock }, facts, (reporter, policy) =>
        takenUp(deps, request, reporter, { caseId, policy }),
      );
      const state = await gateway.openCase('repair', opening);
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

/** The customer and who speaks for them; a new one is entered, once, with a trace in the audit log (S-01). */
async function takenUp(
  deps: CaseApiDependencies,
  request: RepairRequest,
  reporter: Reporter,
  { caseId, policy }: { caseId: string; policy: PolicyVersion },
): Promise<TakenUp> {
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
