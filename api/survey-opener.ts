import type { FastifyBaseLogger } from 'fastify';
import type { Database, Transaction } from '../db/client.ts';
import { policiesRepository, type PolicyVersion } from '../db/repositories/policies.repository.ts';
import {
  type SurveyRoundRow,
  surveyRoundsRepository,
  type SurveyToStart,
} from '../db/repositories/survey-rounds.repository.ts';
import type { Actor } from '../workflows/domain/actors.ts';
import { DomainError } from '../workflows/domain/errors.ts';
import type { Instant } from '../workflows/domain/limits.ts';
import type { PeriodSurveyPolicy } from '../workflows/domain/policy/period-survey.ts';
import { periodSurveyOf } from '../workflows/domain/policy/service-policy.ts';
import { periodEndedBy, type PeriodSpan } from '../workflows/domain/survey-periods.ts';
import type { CaseGateway, OpeningOf } from './case-gateway.ts';
import type { ApiConfig } from './config.ts';
import { createRounds } from './rounds.ts';
import { derivedId } from './routes/request-keys.ts';

/** Opens the survey rounds of periods that are over, and starts the surveys of every round (V-02). */
export interface SurveyOpener {
  /** Looks at once for what is to be opened and started; resolves when that is through, or is left for later. */
  look(): Promise<void>;
  /** Looks at once, and every minute after it. */
  start(): void;
  /** Ends the looking; resolves when what is under way is through. */
  stop(): Promise<void>;
}

interface OpenerDependencies {
  readonly db: Database;
  readonly gateway: Pick<CaseGateway, 'openCase' | 'signal'>;
  readonly config: Pick<ApiConfig, 'adjustableClocks' | 'historyEventsPerRun'>;
  readonly logger: FastifyBaseLogger;
  readonly now: () => Instant;
}

const LOOK_EVERY_MS = 60_000;

/** Later than this nobody remembers the period: its round is opened by a manager or not at all. */
const BY_ITSELF_WITHIN_MS = 31 * 86_400_000;

/** Surveys of a round are started so many at a time. */
const AT_ONCE = 8;

const THE_OPENER: Actor = { type: 'system', name: 'surveys' };

export function createSurveyOpener(deps: OpenerDependencies): SurveyOpener {
  const { config, logger } = deps;
  const failure = 'surveys could not be opened; they are opened later';
  const { wake, every, stop } = createRounds(logger, failure, async (isStopped) => {
    // Where each case may have a clock of its own, no period is over by the clock of this process.
    if (!config.adjustableClocks) await openDueRounds(deps);
    await startSurveys(deps, isStopped);
  });
  return {
    look: wake,
    start: () => {
      void wake();
      every(LOOK_EVERY_MS, wake);
    },
    stop,
  };
}

/** Rounds of the periods that have just ended, of every company that asks by period and had anybody to do with. */
async function openDueRounds({ db, now }: Pick<OpenerDependencies, 'db' | 'now'>): Promise<void> {
  const policies = policiesRepository(db);
  for (const { company } of await policies.listLatest()) {
    const at = now();
    const policy = await policies.findOptionalCurrent(company, at);
    const survey = policy === undefined ? null : periodSurveyOf(policy.document);
    if (policy === undefined || survey === null) continue;
    const span = periodEndedBy(survey.period, at, policy.document.timeZone);
    if (at - span.to > BY_ITSELF_WITHIN_MS) continue;
    const rounds = surveyRoundsRepository(db);
    if ((await rounds.findOptionalByPeriod(company, span.code)) !== undefined) continue;
    if (!(await rounds.existsServed({ company, ...span }))) continue;
    const id = derivedId('survey-round', company, span.code);
    await db.transaction((tx) =>
      openRound(tx, { id, policy, survey, span, openedAt: at, openedBy: THE_OPENER, clockOffsetMs: 0 }),
    );
  }
}

/** What a round is opened with. */
export interface NewRound extends Pick<SurveyRoundRow, 'id' | 'openedAt' | 'openedBy' | 'clockOffsetMs'> {
  readonly policy: PolicyVersion;
  readonly survey: PeriodSurveyPolicy;
  readonly span: PeriodSpan;
}

/** Writes a round with all its customers; undefined where the period has one. */
export function openRound(
  tx: Transaction,
  { policy, survey, span, ...round }: NewRound,
): Promise<SurveyRoundRow | undefined> {
  const { code: period, from: fromAt, to: toAt } = span;
  const { company, id: policyId } = policy;
  return surveyRoundsRepository(tx).open(
    { ...round, company, period, fromAt, toAt, policyId },
    survey.restDays,
  );
}

/**
 * Starts what no server has yet. The case of a customer has one id whoever starts it, so that a survey which was started
 * and not noted, or is started twice at once, asks once.
 */
async function startSurveys(deps: OpenerDependencies, isStopped: () => boolean): Promise<void> {
  const rounds = surveyRoundsRepository(deps.db);
  let after: SurveyToStart | null = null;
  let waiting = await rounds.listToStart(after, AT_ONCE);
  while (waiting.length > 0 && !isStopped()) {
    const isThere = await Promise.all(waiting.map((survey) => startOne(deps, survey)));
    if (isThere.includes(false)) return;
    after = waiting.at(-1) ?? null;
    waiting = await rounds.listToStart(after, AT_ONCE);
  }
}

/** Says whether the server is there; a survey that it refuses is tried again later and keeps no other one back. */
async function startOne(deps: OpenerDependencies, survey: SurveyToStart): Promise<boolean> {
  const { db, gateway, logger, now } = deps;
  try {
    await gateway.openCase('survey', await openingOf(deps, survey));
    const { caseId } = survey;
    if (!(await surveyRoundsRepository(db).settleStarted(caseId, now()))) {
      const payload = { key: `surveysDeclined/${caseId}`, by: THE_OPENER };
      await gateway.signal({ kind: 'survey', caseId }, { name: 'surveysDeclined', payload });
    }
    return true;
  } catch (error) {
    if (error instanceof DomainError && error.code === 'UNAVAILABLE') {
      logger.warn('surveys wait for the Temporal server');
      return false;
    }
    logger.error({ err: error, caseId: survey.caseId }, 'a survey could not be started; it is started later');
    return true;
  }
}

async function openingOf(
  { db, config }: OpenerDependencies,
  { round, caseId, customerId, language }: SurveyToStart,
): Promise<OpeningOf['survey']> {
  const { company, version, document } = await policiesRepository(db).findVersion(round.policyId);
  const policy = periodSurveyOf(document);
  if (policy === null)
    throw new Error(`Policy ${company} ${version} of round ${round.id} asks nobody by period`);
  const { id: roundId, period, openedAt, openedBy, clockOffsetMs, policyId } = round;
  return {
    ...{ caseId, openedAt, openedBy, clockOffsetMs, company, policyId, customerId, language, policy },
    eventsPerRun: config.historyEventsPerRun,
    policyVersion: version,
    calendarCode: document.calendar.workingTime,
    numberRule: policy.numberRule,
    timeZone: document.timeZone,
    // Whoever speaks for the customer when a message goes out.
    contactId: null,
    body: { roundId, period },
    lookups: {},
  };
}
