import { closes } from '../support/linked-steps.ts';
import { at, type Story } from '../support/story.ts';
import { roundOpened, served, surveyOf } from '../support/survey-steps.ts';
import type { World } from '../support/world.ts';

/** How the survey of one customer goes, once it has gone out. */
export interface SurveyLife {
  readonly name: string;
  /** Who speaks for the customer, and the customer. */
  readonly who: string;
  readonly customer: string;
  readonly outcome: 'answered' | 'expired' | 'cancelled';
  readonly live: (survey: Story) => Promise<void>;
}

const BAD = { score: 35, satisfied: 'no', remark: 'It took too long' };

const calledBack = (further: 'nothing' | 'complaint') => ({
  ...{ at: at('07-01 09:00'), reached: true, further },
  ...{ cause: 'A part was short for weeks', measure: 'It is kept in store from now on' },
});

/** A bad answer, a call in vain, and one that is not: the customer complains. */
const calledBackTwice: SurveyLife = {
  ...{ name: 'called-back', who: 'emma.wong', customer: 'harbour.hotel', outcome: 'answered' },
  live: async (survey) => {
    await survey.does('emma.wong', 'answerSurvey', BAD);
    await survey.does('li.na', 'callBackCustomer', { at: at('07-01 09:00'), reached: false });
    await survey.does('li.na', 'callBackCustomer', calledBack('complaint'));
  },
};

/** Every life of the corpus, each in one run of the workflow. */
export const SURVEY_LIVES: readonly SurveyLife[] = [
  {
    ...{ name: 'answered', who: 'shen.qiang', customer: 'yuanhang', outcome: 'answered' },
    live: (survey) => survey.does('shen.qiang', 'answerSurvey', { score: 95, satisfied: 'yes' }),
  },
  calledBackTwice,
  {
    ...{ name: 'expired', who: 'lin.tao.self', customer: 'lin.tao', outcome: 'expired' },
    live: (survey) => survey.goTo('07-22 18:01'),
  },
  {
    ...{ name: 'cancelled', who: 'chen.xiao.self', customer: 'chen.xiao', outcome: 'cancelled' },
    live: (survey) => survey.orders('sun.yan', 'cancel', { reason: 'Spoken with on site' }),
  },
  {
    ...{ name: 'declined', who: 'guo.ping', customer: 'sunshine.school', outcome: 'cancelled' },
    live: async (survey) => {
      const url = '/v1/customers/sunshine.school/survey-choice';
      await survey.world.call('guo.ping', 'POST', url, { declined: true });
    },
  },
];

/** A life in a world where each phase begins a new run. */
export const SURVEY_IN_MANY_RUNS: SurveyLife = { ...calledBackTwice, name: 'called-back-in-many-runs' };

/** Serves the customers, asks them about the half-year, and lives each survey to its end. */
export async function liveSurveys(
  world: World,
  lives: readonly SurveyLife[],
  lived: (life: SurveyLife, caseId: string) => Promise<void>,
): Promise<void> {
  for (const { who } of lives) await served(world, who, '03-02');
  const round = await roundOpened(world, '2026-H1', '07-01 00:01');
  for (const life of lives) {
    const survey = await surveyOf(world, round.id, life.customer);
    await survey.goTo('07-01 09:01');
    await life.live(survey);
    await closes(survey, life.outcome);
    await lived(life, survey.caseId);
  }
}
