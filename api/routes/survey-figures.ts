import type { Static } from 'typebox';
import { policiesRepository, type PolicyVersion } from '../../db/repositories/policies.repository.ts';
import {
  type SurveyCounts,
  surveyFiguresRepository,
} from '../../db/repositories/survey-figures.repository.ts';
import { invalid } from '../../workflows/domain/errors.ts';
import type { Instant } from '../../workflows/domain/limits.ts';
import type { Api, ApiDependencies } from '../dependencies.ts';
import { SurveyFiguresBody, SurveyFiguresQuery } from '../schemas/surveys.schema.ts';
import { FIGURES_ROLES } from './access.ts';
import { percentOf, toOneDecimal } from './shares.ts';
import { countFields, roundFields } from './survey-rounds.ts';

type Period = Static<typeof SurveyFiguresBody>['periods'][number];
type Shares = Pick<Period, 'answerPercent' | 'meanScore' | 'satisfiedPercent'>;

/** How satisfied customers were in each period, against the target and against the period before (V-02, D4.1.5). */
export function registerSurveyFiguresRoute(api: Api, { db }: ApiDependencies): void {
  const figures = surveyFiguresRepository(db);
  const policies = policiesRepository(db);
  api.get(
    '/v1/figures/surveys',
    {
      config: { access: FIGURES_ROLES },
      schema: {
        tags: ['figures'],
        operationId: 'readSurveyFigures',
        summary:
          'Surveys of each period: sent, answered, expired, satisfied, against target and period before',
        description:
          'Shares are percentages; null where nothing counts. The target is that of the policy of the round, for the year since the company has had one that the period ended in.',
        querystring: SurveyFiguresQuery,
        response: { 200: SurveyFiguresBody },
      },
    },
    async ({ query: { company, periods = 8 }, principal: { timeZone } }) => {
      const versions = await policies.listByCompany(company);
      const first = versions.at(-1);
      if (first === undefined) throw invalid('/company', 'names no company');
      // One more than asked for: the oldest has a period before it, too.
      const rounds = await figures.listByCompany(company, periods + 1);
      const told = rounds.slice(0, periods).map((counts, index): Period => {
        const target = targetOf(versions, first, counts);
        const before = rounds[index + 1];
        const shares = sharesOf(counts);
        const { satisfiedPercent } = shares;
        return {
          ...roundFields(counts, timeZone),
          ...countFields(counts),
          ...shares,
          targetPercent: target,
          onTarget: satisfiedPercent === null ? null : satisfiedPercent >= target,
          trend: trendOf(shares, before === undefined ? null : sharesOf(before)),
        };
      });
      return { company, periods: told };
    },
  );
}

function sharesOf({ sent, answered, scores, satisfied }: SurveyCounts): Shares {
  return {
    answerPercent: percentOf(answered, sent),
    meanScore: answered === 0 ? null : toOneDecimal(scores / answered),
    satisfiedPercent: percentOf(satisfied, answered),
  };
}

function trendOf(now: Shares, before: Shares | null): Period['trend'] {
  const more = (share: keyof Shares): number | null => {
    const [one, other] = [now[share], before?.[share] ?? null];
    return one === null || other === null ? null : toOneDecimal(one - other);
  };
  return {
    answerPercent: more('answerPercent'),
    meanScore: more('meanScore'),
    satisfiedPercent: more('satisfiedPercent'),
  };
}

const YEAR_MS = 365.2425 * 86_400_000;

/** By the year in which the period ended, counted since the company has had a policy; the last target holds on. */
function targetOf(
  versions: readonly PolicyVersion[],
  first: PolicyVersion,
  { policyId, toAt }: SurveyCounts,
): number {
  const targets = versions.find(({ id }) => id === policyId)?.document.repair.satisfactionTarget ?? [];
  const year = Math.max(0, Math.floor((toAt - beginOf(first)) / YEAR_MS));
  return targets[Math.min(year, targets.length - 1)] ?? 0;
}

/** Presets hold for cases of any date; a company has had them since they were entered. */
const beginOf = ({ validFrom, createdAt }: PolicyVersion): Instant => Math.max(validFrom, createdAt);
