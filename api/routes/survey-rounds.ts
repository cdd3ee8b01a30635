import type { FastifyRequest } from 'fastify';
import type { Static } from 'typebox';
import { policiesRepository } from '../../db/repositories/policies.repository.ts';
import {
  type SurveyCounts,
  surveyFiguresRepository,
} from '../../db/repositories/survey-figures.repository.ts';
import {
  type SurveyedCustomer,
  type SurveyRoundRow,
  surveyRoundsRepository,
} from '../../db/repositories/survey-rounds.repository.ts';
import { DomainError, invalid } from '../../workflows/domain/errors.ts';
import { periodSurveyOf } from '../../workflows/domain/policy/service-policy.ts';
import { SURVEY_OUTCOMES } from '../../workflows/domain/survey-rounds.ts';
import { periodEndedBy, periodOfCode } from '../../workflows/domain/survey-periods.ts';
import type { Api } from '../dependencies.ts';
import { created, pageBody } from '../plugins/answers.ts';
import { createAuditTrail } from '../plugins/audit.ts';
import { openingClock } from '../prechecks/repair-opening.ts';
import { toActorBody } from '../schemas/case-bodies.ts';
import { PageQuery } from '../schemas/case.schema.ts';
import { idParams, page } from '../schemas/common.schema.ts';
import { decodeCursor } from '../schemas/cursor.ts';
import { fromIso, toIso, toIsoOrNull } from '../schemas/instants.ts';
import {
  NewSurveyRoundBody,
  SurveyedCustomerBody,
  SurveyRoundBody,
  SurveyRoundsQuery,
} from '../schemas/surveys.schema.ts';
import { type NewRound, openRound } from '../survey-opener.ts';
import { FIGURES_ROLES, SURVEY_ROLES } from './access.ts';
import type { CaseApiDependencies } from './case-access.ts';
import { intentionOf } from './request-keys.ts';
import { createReaders } from './titles.ts';

type OpenRequest = FastifyRequest<{ Body: Static<typeof NewSurveyRoundBody> }>;

const tags = ['surveys'];
const params = idParams('surveyRoundId');

/** Rounds of surveys by period (V-02): opened by themselves, or by a manager; who is asked, and who is not and why. */
export function registerSurveyRoundRoutes(api: Api, deps: CaseApiDependencies): void {
  registerOpening(api, deps);
  registerReads(api, deps);
  registerCustomers(api, deps);
}

function registerOpening(api: Api, deps: CaseApiDependencies): void {
  const toBody = bodyMaker(deps);
  api.post(
    '/v1/survey-rounds',
    {
      config: { access: SURVEY_ROLES },
      schema: {
        tags,
        operationId: 'openSurveyRound',
        summary: 'Ask the customers of a period that is over',
        description:
          'Rounds of a period that has just ended are opened by themselves, where anybody had to do with the service; this opens those of earlier periods, and of periods without customers.',
        body: NewSurveyRoundBody,
        response: { 201: SurveyRoundBody },
      },
    },
    async (request, reply) => {
      const round = await newRound(deps, request);
      const opened = await createAuditTrail(deps).change(request, 'surveyRound', async (tx) => ({
        before: null,
        after: (await openRound(tx, round)) ?? (await openedBefore(tx, round)),
      }));
      void deps.surveys.look();
      return created(reply, `/v1/survey-rounds/${opened.id}`, await toBody(request, opened));
    },
  );
}

/** What is asked for, as far as the policy and the calendar allow it. */
async function newRound({ db, now, config }: CaseApiDependencies, request: OpenRequest): Promise<NewRound> {
  const { company, period, clock } = request.body;
  const wished = clock === undefined ? undefined : fromIso(clock.now);
  const { openedAt, clockOffsetMs } = openingClock(now(), wished, config.adjustableClocks);
  const policy = await policiesRepository(db).findOptionalCurrent(company, openedAt);
  if (policy === undefined) throw invalid('/company', 'names no company with a policy in force');
  const survey = periodSurveyOf(policy.document);
  if (survey === null) throw invalid('/company', 'does not ask its customers by period: see its policy');
  const { timeZone } = policy.document;
  const last = periodEndedBy(survey.period, openedAt, timeZone);
  const span = period === undefined ? last : periodOfCode(survey.period, period, timeZone);
  if (span === null) throw invalid('/period', `must be a period of its policy, such as ${last.code}`);
  if (span.to > last.to) throw invalid('/period', `is not over; the last one that is over is ${last.code}`);
  const { actor: openedBy } = request.principal;
  return { id: intentionOf(request), policy, survey, span, openedAt, openedBy, clockOffsetMs };
}

/** The round of the same request, which was written before it died; everybody else is told of the one that there is. */
async function openedBefore(
  tx: Parameters<typeof surveyRoundsRepository>[0],
  { id, policy: { company }, span: { code } }: NewRound,
): Promise<SurveyRoundRow> {
  const existing = await surveyRoundsRepository(tx).findOptionalByPeriod(company, code);
  if (existing?.id === id) return existing;
  throw new DomainError(
    'SURVEY_ROUND_EXISTS',
    `The customers of ${company} are asked about ${code} already`,
    {
      details: { surveyRoundId: existing?.id ?? null },
    },
  );
}

function registerReads(api: Api, deps: CaseApiDependencies): void {
  const rounds = surveyRoundsRepository(deps.db);
  const toBody = bodyMaker(deps);
  api.get(
    '/v1/survey-rounds',
    {
      config: { access: FIGURES_ROLES },
      schema: {
        tags,
        operationId: 'listSurveyRounds',
        summary: 'Survey rounds with what has come of them, newest period first',
        querystring: SurveyRoundsQuery,
        response: { 200: page(SurveyRoundBody) },
      },
    },
    async (request) => {
      const { limit = 50, cursor, company } = request.query;
      const before = cursor === undefined ? null : decodeCursor(cursor, ['number', 'uuid']);
      const { items, next } = await rounds.list(company, before, limit);
      const bodies = await Promise.all(items.map((round) => toBody(request, round)));
      return pageBody(
        { items: bodies, next },
        (body) => body,
        (position) => position,
      );
    },
  );

  api.get(
    '/v1/survey-rounds/:surveyRoundId',
    {
      config: { access: FIGURES_ROLES },
      schema: {
        tags,
        operationId: 'readSurveyRound',
        summary: 'A survey round with what has come of it',
        params,
        response: { 200: SurveyRoundBody },
      },
    },
    async (request) => toBody(request, await rounds.findById(request.params.surveyRoundId)),
  );
}

function registerCustomers(api: Api, deps: CaseApiDependencies): void {
  const audit = createAuditTrail(deps);
  const rounds = surveyRoundsRepository(deps.db);
  api.get(
    '/v1/survey-rounds/:surveyRoundId/customers',
    {
      config: { access: FIGURES_ROLES },
      schema: {
        tags,
        operationId: 'listSurveyedCustomers',
        summary: 'Customers of the period: who is asked, and why the others are not',
        params,
        querystring: PageQuery,
        response: { 200: page(SurveyedCustomerBody) },
      },
    },
    async (request) => {
      const { limit = 50, cursor } = request.query;
      const { id } = await rounds.findById(request.params.surveyRoundId);
      const after = cursor === undefined ? null : decodeCursor(cursor, ['uuid'])[0];
      const found = await rounds.listCustomers(id, after, limit);
      await audit.access(
        request,
        'customer',
        found.items.map(({ customerId }) => ({ id: customerId })),
      );
      return pageBody(
        found,
        (customer) => toSurveyedBody(customer, request.principal.timeZone),
        (position) => [position],
      );
    },
  );
}

function toSurveyedBody(row: SurveyedCustomer, timeZone: string): Static<typeof SurveyedCustomerBody> {
  return {
    ...row,
    outcome: SURVEY_OUTCOMES.find((known) => known === row.outcome) ?? null,
    lateRemarkAt: toIsoOrNull(row.lateRemarkAt, timeZone),
  };
}

function bodyMaker({ db }: CaseApiDependencies) {
  const readerOf = createReaders(db);
  const figures = surveyFiguresRepository(db);
  return async (request: FastifyRequest, round: SurveyRoundRow): Promise<Static<typeof SurveyRoundBody>> => {
    const [counts, reader] = await Promise.all([figures.findByRound(round.id), readerOf(request)]);
    if (counts === undefined) throw new Error(`Nothing is counted of the survey round ${round.id}`);
    return {
      ...roundFields(counts, request.principal.timeZone),
      openedBy: toActorBody(round.openedBy, reader),
      counts: countFields(counts),
    };
  };
}

/** What says which round it is. */
export function roundFields(counts: SurveyCounts, timeZone: string) {
  const { roundId: id, company, period, policyId } = counts;
  return {
    ...{ id, company, period, policyId },
    from: toIso(counts.fromAt, timeZone),
    to: toIso(counts.toAt, timeZone),
    openedAt: toIso(counts.openedAt, timeZone),
    closedAt: toIsoOrNull(counts.closedAt, timeZone),
  };
}

/** What has come of a round. */
export function countFields(counts: SurveyCounts) {
  const { excluded, surveys, sent, answered, expired, cancelled, toCallBack, calledBack } = counts;
  return { excluded, surveys, sent, answered, expired, cancelled, toCallBack, calledBack };
}
