import type { Static } from 'typebox';
import { policiesRepository } from '../../db/repositories/policies.repository.ts';
import {
  type OutcomeCount,
  repairFiguresRepository,
} from '../../db/repositories/repair-figures.repository.ts';
import { invalid } from '../../workflows/domain/errors.ts';
import { isSolved, REPAIR_OUTCOMES, type RepairOutcome } from '../../workflows/domain/repair-outcomes.ts';
import { SATISFACTIONS } from '../../workflows/domain/satisfaction.ts';
import type { Api } from '../dependencies.ts';
import { createAuditTrail } from '../plugins/audit.ts';
import { idParams } from '../schemas/common.schema.ts';
import { FiguresQuery, RepairFiguresBody, RepairOutcomeBody } from '../schemas/figures.schema.ts';
import { fromIso, toIsoOrNull } from '../schemas/instants.ts';
import { FIGURES_ROLES } from './access.ts';
import { type CaseApiDependencies, findVisibleCase } from './case-access.ts';
import { percentOf, toOneDecimal } from './shares.ts';

type Figures = Static<typeof RepairFiguresBody>;

/** What became of repairs: of one, and of all that a company closed in a time (repair process, section 10; D-02). */
export function registerFiguresRoutes(api: Api, deps: CaseApiDependencies): void {
  registerOutcome(api, deps);
  registerRepairFigures(api, deps);
}

function registerOutcome(api: Api, deps: CaseApiDependencies): void {
  const audit = createAuditTrail(deps);
  const figures = repairFiguresRepository(deps.db);
  api.get(
    '/v1/cases/:caseId/outcome',
    {
      config: { access: 'staff' },
      schema: {
        tags: ['cases'],
        operationId: 'readRepairOutcome',
        summary: 'What became of a repair: rounds, cause, money, promises, satisfaction, first-time fix',
        params: idParams('caseId'),
        response: { 200: RepairOutcomeBody },
      },
    },
    async (request) => {
      const { principal, params } = request;
      const { id } = await findVisibleCase(deps.db, principal, params.caseId);
      await audit.access(request, 'case', [{ id }]);
      const row = await figures.findOutcome(id);
      const { promisesKept, promisesMissed, isFirstTimeFix, closedAt, outcome, ...facts } = row;
      return {
        ...facts,
        outcome: outcomeNamed(outcome),
        closedAt: toIsoOrNull(closedAt, principal.timeZone),
        solved: isSolved(outcome),
        promises: { kept: promisesKept, missed: promisesMissed },
        satisfaction: SATISFACTION.find((known) => known === facts.satisfaction) ?? null,
        firstTimeFix: isFirstTimeFix,
      };
    },
  );
}

const SATISFACTION = [...SATISFACTIONS, 'unknown'] as const;

const outcomeNamed = (outcome: string | null): RepairOutcome | null =>
  REPAIR_OUTCOMES.find((known) => known === outcome) ?? null;

function registerRepairFigures(api: Api, { db }: CaseApiDependencies): void {
  const figures = repairFiguresRepository(db);
  api.get(
    '/v1/figures/repairs',
    {
      config: { access: FIGURES_ROLES },
      schema: {
        tags: ['figures'],
        operationId: 'readRepairFigures',
        summary: 'Repairs that a company closed in a time: solved, fixed at once, satisfied, promises, money',
        description: '`from` counts, `to` does not. Shares are percentages; null where nothing counts.',
        querystring: FiguresQuery,
        response: { 200: RepairFiguresBody },
      },
    },
    async ({ query }): Promise<Figures> => {
      const { company } = query;
      const scope = { company, from: fromIso(query.from), to: fromIso(query.to) };
      if (scope.from >= scope.to) throw invalid('/to', 'must lie after from');
      const [policy, counts, promises, money] = await Promise.all([
        policiesRepository(db).findCurrent(company, scope.to),
        figures.countOutcomes(scope),
        figures.countPromises(scope),
        figures.sumMoney(scope),
      ]);
      const { satisfactionTarget, resolutionTarget } = policy.document.repair;
      return {
        ...query,
        policyId: policy.id,
        closed: sumOf(counts, 'cases'),
        outcomes: outcomesOf(counts),
        resolution: {
          general: resolutionOf(counts, false, resolutionTarget.generalPercent),
          complex: resolutionOf(counts, true, resolutionTarget.complexPercent),
        },
        firstTimeFix: firstTimeFixOf(counts),
        satisfaction: { ...satisfactionOf(counts), targetByYear: [...satisfactionTarget] },
        promises: promises.map(({ kind, kept, missed }) => ({
          ...{ kind, kept, missed },
          keptPercent: percentOf(kept, kept + missed),
        })),
        money,
      };
    },
  );
}

function outcomesOf(counts: readonly OutcomeCount[]): Figures['outcomes'] {
  return REPAIR_OUTCOMES.map((outcome) => ({
    outcome,
    cases: sumOf(
      counts.filter((count) => count.outcome === outcome),
      'cases',
    ),
  })).filter(({ cases }) => cases > 0);
}

function resolutionOf(counts: readonly OutcomeCount[], isComplex: boolean, targetPercent: number) {
  const counted = counts.filter((count) => count.isComplex === isComplex && isSolved(count.outcome) !== null);
  const all = sumOf(counted, 'cases');
  const solved = sumOf(
    counted.filter(({ outcome }) => isSolved(outcome) === true),
    'cases',
  );
  return { counted: all, solved, percent: percentOf(solved, all), targetPercent };
}

function firstTimeFixOf(counts: readonly OutcomeCount[]): Figures['firstTimeFix'] {
  const repaired = sumOf(
    counts.filter(({ outcome }) => outcome === 'repaired'),
    'cases',
  );
  const atOnce = sumOf(counts, 'firstTimeFixes');
  return { repaired, atOnce, percent: percentOf(atOnce, repaired) };
}

function satisfactionOf(counts: readonly OutcomeCount[]): Omit<Figures['satisfaction'], 'targetByYear'> {
  const satisfied = sumOf(counts, 'satisfied');
  const asked = satisfied + sumOf(counts, 'partlySatisfied') + sumOf(counts, 'dissatisfied');
  const surveys = sumOf(counts, 'surveys');
  const averageScore = surveys === 0 ? null : toOneDecimal(sumOf(counts, 'surveyScores') / surveys);
  return { asked, satisfiedPercent: percentOf(satisfied, asked), surveys, averageScore };
}

type Counted = Exclude<keyof OutcomeCount, 'outcome' | 'isComplex'>;

const sumOf = (counts: readonly OutcomeCount[], what: Counted): number =>
  counts.reduce((sum, count) => sum + count[what], 0);
