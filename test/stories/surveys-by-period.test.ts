import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { closes, refuses, requestsOf } from '../support/linked-steps.ts';
import { contacted } from '../support/repair-steps.ts';
import { at, minuteOf, type Story } from '../support/story.ts';
import { type SurveyRoundView, roundOpened, served, surveyed, surveyOf } from '../support/survey-steps.ts';
import { openWorld, type World } from '../support/world.ts';

/* Company D asks its customers once a half-year how satisfied they are (V-02, X-13, D4.1.5). */

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(async () => {
  await world.close();
});

const choice = (who: string, customer: string, declined: boolean) =>
  world.call(who, 'POST', `/v1/customers/${customer}/survey-choice`, { declined });

const dueOf = async (story: Story, task: string): Promise<string> =>
  minuteOf((await story.task(task)).dueAt ?? '');

interface FiguresView {
  readonly periods: readonly Readonly<Record<string, unknown>>[];
}

describe('the first half of 2026 at company D', () => {
  let round: SurveyRoundView;

  it('is asked about once it is over, in opening hours, but for whoever declined', async () => {
    await served(world, 'shen.qiang', '03-02');
    await served(world, 'emma.wong', '04-13');
    await served(world, 'chen.xiao.self', '05-11');
    const declined = await choice('chen.xiao.self', 'chen.xiao', true);
    expect(declined.body).toMatchObject({ surveysDeclinedAt: expect.any(String) as string });

    round = await roundOpened(world, '2026-H1', '07-01 00:01');
    expect(round).toMatchObject({
      ...{ company: 'D', period: '2026-H1', closedAt: null },
      counts: { excluded: 1, surveys: 2 },
    });
    expect(await surveyed(world, round.id, 'chen.xiao')).toMatchObject({
      ...{ caseId: null, excludedBecause: 'declined' },
    });

    const survey = await surveyOf(world, round.id, 'yuanhang');
    expect(await survey.read()).toMatchObject({
      ...{ number: expect.stringMatching(/^SV-20260701-000[12]$/) as string, phase: 'asking' },
      ownerRole: 'service_lead',
    });
    expect(await survey.tasks()).toEqual([]);
    await survey.goTo('07-01 09:01');
    expect(await dueOf(survey, 'answerSurvey')).toBe('07-22 18:00');
    const [message] = await survey.messages('periodSurvey');
    expect(message).toMatchObject({
      status: 'sent',
      subject: expect.stringContaining('服务满意度调查') as string,
    });
    expect(message?.['body']).toContain('2026年上半年');
  });

  it('is asked about once: again is refused, and so is a period that is not over', async () => {
    const open = (period: string, now: string) =>
      world.call('sun.yan', 'POST', '/v1/survey-rounds', { company: 'D', period, clock: { now: at(now) } });
    expect((await open('2026-H1', '07-02 09:00')).body).toMatchObject({
      ...{ status: 409, code: 'SURVEY_ROUND_EXISTS', details: { surveyRoundId: round.id } },
    });
    expect((await open('2026-H2', '12-31 23:59')).body).toMatchObject({
      ...{ status: 422, code: 'INVALID' },
      errors: [{ pointer: '/period', message: 'is not over; the last one that is over is 2026-H1' }],
    });
    expect((await open('2026-Q1', '12-31 23:59')).body).toMatchObject({ errors: [{ pointer: '/period' }] });
    const ofA = await world.call('sun.yan', 'POST', '/v1/survey-rounds', { company: 'A' });
    expect(ofA.body).toMatchObject({ status: 422, errors: [{ pointer: '/company' }] });
    expect((await world.call('li.na', 'POST', '/v1/survey-rounds', { company: 'D' })).status).toBe(403);
  });

  it('is closed by the answer of a customer who is satisfied', async () => {
    const survey = await surveyOf(world, round.id, 'yuanhang');
    await survey.does('shen.qiang', 'answerSurvey', { score: 92, satisfied: 'yes', remark: '服务周到' });
    await closes(survey, 'answered');
    expect(await survey.read()).toMatchObject({
      details: { period: '2026-H1', surveyScore: 92, satisfaction: 'yes', remark: '服务周到', calls: 0 },
    });
    expect(await survey.messages('periodSurveyReminder')).toEqual([]);
  });

  it('is reminded of once, and over after its time; a late answer is refused and its remark kept', async () => {
    const survey = await surveyOf(world, round.id, 'harbour.hotel');
    await survey.goTo('07-08 09:01');
    const [reminder] = await survey.messages('periodSurveyReminder');
    expect(minuteOf(String(reminder?.['queuedAt']))).toBe('07-08 09:00');
    expect(reminder?.['body']).toContain('the first half of 2026');
    const { id } = await survey.task('answerSurvey');
    await survey.goTo('07-22 18:01');
    await closes(survey, 'expired');
    expect(await survey.messages('periodSurveyReminder')).toHaveLength(1);

    const late = { score: 10, satisfied: 'no', remark: 'The invoice was wrong' };
    const byTask = await world.call('emma.wong', 'POST', `/v1/tasks/${id}/complete`, late);
    expect(byTask.body).toMatchObject({ status: 409, code: 'SURVEY_EXPIRED' });
    expect((await surveyed(world, round.id, 'harbour.hotel')).lateRemark).toBe('The invoice was wrong');
    const byKind = await survey.tries('emma.wong', 'answerSurvey', { ...late, remark: 'And late' });
    expect(byKind.body).toMatchObject({ status: 409, code: 'SURVEY_EXPIRED' });
    expect((await surveyed(world, round.id, 'harbour.hotel')).lateRemark).toBe(
      'The invoice was wrong\nAnd late',
    );
    const byTechnician = await survey.tries('huang.lin', 'answerSurvey', { ...late, heardFrom: 'Emma' });
    expect(byTechnician.body).toMatchObject({ status: 403, code: 'ROLE_MISSING' });
  });

  it('is told in figures against the target', async () => {
    const { body } = await world.call('sun.yan', 'GET', '/v1/figures/surveys?company=D');
    expect((body as FiguresView).periods).toMatchObject([
      {
        ...{ period: '2026-H1', excluded: 1, surveys: 2, sent: 2, answered: 1, expired: 1, cancelled: 0 },
        ...{ answerPercent: 50, meanScore: 92, satisfiedPercent: 100, targetPercent: 95, onTarget: true },
        trend: { answerPercent: null, meanScore: null, satisfiedPercent: null },
        closedAt: expect.any(String) as string,
      },
    ]);
  });
});

describe('the second half of 2026 at company D', () => {
  let round: SurveyRoundView;

  it('is asked about in the next year', async () => {
    await served(world, 'shen.qiang', '09-14');
    await served(world, 'lin.tao.self', '10-12');
    await served(world, 'zhu.li', '11-09');
    const body = { company: 'D', clock: { now: at('01-01 00:01', 2027) } };
    const answer = await world.call('sun.yan', 'POST', '/v1/survey-rounds', body);
    expect(answer.body).toMatchObject({ period: '2026-H2', counts: { excluded: 0, surveys: 3 } });
    round = answer.body as SurveyRoundView;
  });

  it('calls a customer back who is not satisfied, climbs until that is done, and keeps what came of it', async () => {
    const survey = await surveyOf(world, round.id, 'yuanhang');
    await goTo(survey, '01-04 09:01');
    const staff = { score: 40, satisfied: 'no', remark: '备件太慢' };
    expect((await survey.tries('zhang.min', 'answerSurvey', staff)).body).toMatchObject({
      ...{ status: 422, errors: [{ pointer: '/heardFrom' }] },
    });
    await survey.does('zhang.min', 'answerSurvey', { ...staff, heardFrom: '沈强' });
    expect(await survey.read()).toMatchObject({ phase: 'callBack', outcome: 'answered' });
    expect(await survey.due('callBack')).toBe('01-06 18:00');
    expect(await survey.task('callBackCustomer')).toMatchObject({
      ...{ roles: ['service_lead'], about: { answer: { score: 40, remark: '备件太慢' } } },
    });
    expect((await survey.post('sun.yan', 'cancel', { reason: 'Too late' })).body).toMatchObject({
      ...{ status: 409, code: 'WRONG_PHASE' },
    });
    await goTo(survey, '01-07 18:01');
    expect(await survey.escalations('callBack')).toEqual([
      { level: 1, role: 'service_lead', firedAt: '01-06 18:00' },
      { level: 2, role: 'manager', firedAt: '01-07 18:00' },
    ]);
    await survey.does('li.na', 'callBackCustomer', { at: at('01-07 17:00', 2027), reached: false });
    const reached = { at: at('01-07 18:00', 2027), reached: true };
    expect((await survey.tries('li.na', 'callBackCustomer', reached)).status).toBe(400);
    await survey.does('li.na', 'callBackCustomer', {
      ...reached,
      ...{ cause: '缺件等待两周', measure: '常用件改为备库', further: 'complaint' },
    });
    await closes(survey, 'answered');
    expect(await survey.read()).toMatchObject({
      details: { calls: 2, calledBack: { cause: '缺件等待两周', further: 'complaint' } },
    });
    expect(await requestsOf(survey)).toMatchObject([
      { kind: 'complaint', cause: 'lowScore', facts: { score: 40, period: '2026-H2' } },
    ]);
  });

  it('leaves it at three calls that reach nobody, and reminds of a case that it waits for', async () => {
    const survey = await surveyOf(world, round.id, 'lin.tao');
    await goTo(survey, '01-04 09:01');
    const awaited = await world.openRepair('lin.tao.self', '12-21 09:00', {
      ...{ company: 'D', channel: 'email', unit: { productModel: 'CT-900' } },
      ...{ description: 'It hums', site: { address: 'Hall 3', region: 'city' } },
    });
    await awaited.does('zhang.min', 'contactCustomer', contacted('12-21 09:00'));
    await survey.orders('li.na', 'link', { linkedCaseId: awaited.caseId, waits: true });
    await survey.does('lin.tao.self', 'answerSurvey', { score: 59, satisfied: 'partly' });
    for (let call = 1; call <= 3; call += 1) {
      await survey.does('li.na', 'callBackCustomer', { at: at('01-04 09:00', 2027), reached: false });
    }
    await goTo(survey, '01-08 18:01');
    const reminded = await survey.timeline('linkedCaseAwaited');
    expect(reminded.map(({ at: instant, data }) => [data['role'], minuteOf(instant)])).toEqual([
      ['service_lead', '01-06 18:00'],
      ['manager', '01-08 18:00'],
    ]);
    await refuses(awaited);
    await closes(survey, 'answered');
    expect(await survey.read()).toMatchObject({ details: { calls: 3, calledBack: null } });
  });

  it('stops asking a customer who declines meanwhile', async () => {
    const survey = await surveyOf(world, round.id, 'sunshine.school');
    await goTo(survey, '01-04 09:01');
    expect(await survey.messages('periodSurvey')).toHaveLength(1);
    expect((await choice('zhang.min', 'sunshine.school', true)).status).toBe(200);
    await closes(survey, 'cancelled');
    expect((await choice('huang.lin', 'sunshine.school', false)).body).toMatchObject({
      ...{ status: 403, code: 'ROLE_MISSING' },
    });
    const again = await choice('guo.ping', 'sunshine.school', false);
    expect(again.body).toMatchObject({ surveysDeclinedAt: null });
  });

  it('stands beside the half-year before it', async () => {
    const { body } = await world.call('sun.yan', 'GET', '/v1/figures/surveys?company=D&periods=1');
    expect((body as FiguresView).periods).toMatchObject([
      {
        ...{
          period: '2026-H2',
          sent: 3,
          answered: 2,
          expired: 0,
          cancelled: 1,
          toCallBack: 2,
          calledBack: 1,
        },
        ...{ answerPercent: 66.7, meanScore: 49.5, satisfiedPercent: 0, onTarget: false },
        trend: { answerPercent: 16.7, meanScore: -42.5, satisfiedPercent: -100 },
      },
    ]);
  });
});

/** As `Story.goTo`, in 2027. */
async function goTo(story: Story, day: string): Promise<void> {
  const moved = await story.post('song.qi', 'clock', { to: at(day, 2027) });
  expect(moved.status, JSON.stringify(moved.body)).toBe(200);
}
