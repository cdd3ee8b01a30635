import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { controllerPlanned, type Visited } from '../support/controller-steps.ts';
import { requestsOf } from '../support/linked-steps.ts';
import { soon } from '../support/repair-parts-steps.ts';
import {
  assigns,
  checkedIn,
  classified,
  contacted,
  diagnosed,
  followedUp,
  handedOver,
  planned,
  resultTold,
  tested,
  windowAgreed,
  worked,
} from '../support/repair-steps.ts';
import type { Form, Story } from '../support/story.ts';
import { openWorld, type World } from '../support/world.ts';

/* How satisfied customers are, and what an answer sets in motion. */

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(async () => {
  await world.close();
});

/** A free repair of company A, signed for at 10:10 of the day; the customer says "yes" by call, and is asked by survey. */
async function asked(day: string, nextDay: string): Promise<Visited> {
  const visited = await controllerPlanned(world, day, []);
  const { story, technician } = visited;
  await story.does(technician, 'doWork', worked(`${day} 10:10`, `${day} 10:10`));
  await story.does(technician, 'testUnit', tested());
  await story.does(technician, 'handOver', handedOver());
  await story.does('zhang.min', 'tellResult', resultTold(`${day} 10:10`, 'yes'));
  await story.does('zhang.min', 'followUp', followedUp(`${day} 10:10`));
  await story.goTo(`${nextDay} 10:11`);
  await soon(() => story.task('answerSurvey'));
  return visited;
}

async function answers(story: Story, who: string, survey: Form): Promise<void> {
  await story.does(who, 'answerSurvey', survey);
  await story.settled();
}

describe('the answer to a survey after a "yes" by call (X-13)', () => {
  it('opens the next round where it is "no", however high the score', async () => {
    const { story } = await asked('05-11', '05-12');
    await answers(story, 'shen.qiang', { score: 90, satisfied: 'no', remark: 'It went dark in the night' });
    expect(await story.read()).toMatchObject({ phase: 'dispatch', round: 2, ownerRole: 'manager' });
    expect(await story.due('rework/2')).toBe('05-14 18:00');
    expect(await story.messages('notSatisfied')).toMatchObject([{ to: { role: 'manager' } }]);
    expect(await requestsOf(story)).toEqual([]);
  });

  it('opens it where the score is below 60, and the score is looked into', async () => {
    const { story, technician } = await asked('05-13', '05-14');
    await answers(story, 'shen.qiang', { score: 59, satisfied: 'yes' });
    expect(await story.read()).toMatchObject({
      ...{ phase: 'dispatch', round: 2 },
      details: { surveyScore: 59 },
    });
    const technicianId = await world.personId(technician);
    expect(await requestsOf(story)).toMatchObject([
      { kind: 'review', cause: 'lowScore', waits: false, facts: { round: 1, score: 59, technicianId } },
    ]);
  });

  it('opens none from 60 on, nor where it is "partly" at a company that reworks on "no" alone', async () => {
    const { story } = await asked('05-18', '05-19');
    await answers(story, 'shen.qiang', { score: 60, satisfied: 'partly' });
    expect(await story.read()).toMatchObject({ phase: 'completion', round: 1, details: { surveyScore: 60 } });
    expect(await requestsOf(story)).toEqual([]);
  });
});

describe('a customer of company E, which asks for more (2 `reworkOn`, `reworkBelowScore`)', () => {
  /** A cooler repaired and signed for at 08:00 of the day. */
  async function coolerSigned(day: string): Promise<Story> {
    const now = `${day} 08:00`;
    const serialSeen = 'CL650-24-00071';
    const story = await world.openRepair('guo.ping', now, {
      ...{ company: 'E', channel: 'web', description: 'It does not cool' },
      unit: { productModel: 'CL-650', serialNumber: serialSeen },
      site: { address: '樱花路 88 号', region: 'city' },
    });
    await story.does('zhang.min', 'contactCustomer', contacted(now));
    await story.does('zhang.min', 'classify', classified({ skills: ['refrigeration'] }));
    await assigns(story, 'sun.yan', 'feng.bo');
    await story.does('feng.bo', 'agreeAppointment', windowAgreed(now, `${day} 10:00`));
    await story.does('feng.bo', 'checkIn', checkedIn(now));
    const found = { serialSeen, causedBy: 'product', coverage: 'warranty' };
    await story.does('feng.bo', 'diagnose', diagnosed(found));
    await story.does('feng.bo', 'planWork', planned(`${day} 12:00`));
    await story.does('feng.bo', 'doWork', worked(now, now));
    await story.does('feng.bo', 'testUnit', tested());
    await story.does('feng.bo', 'handOver', handedOver());
    return story;
  }

  it('who is content in part is worked for again', async () => {
    const story = await coolerSigned('05-18');
    await story.does('zhang.min', 'tellResult', resultTold('05-18 08:00', 'partly'));
    expect(await story.read()).toMatchObject({ phase: 'dispatch', round: 2 });
    expect(await story.due('rework/2')).toBe('05-18 20:00');
  });

  it('who scores 79 is worked for again and looked into', async () => {
    const story = await coolerSigned('05-20');
    await story.does('zhang.min', 'tellResult', resultTold('05-20 08:00', 'yes'));
    await story.goTo('05-21 09:01');
    await soon(() => story.task('answerSurvey'));
    await answers(story, 'guo.ping', { score: 79, satisfied: 'yes' });
    expect(await story.read()).toMatchObject({ phase: 'dispatch', round: 2 });
    expect(await requestsOf(story)).toMatchObject([{ kind: 'review', facts: { score: 79 } }]);
  });
});
