import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { controllerReported, requestsOf } from '../support/linked-steps.ts';
import { assigns, checkedIn, classified, diagnosed, windowAgreed } from '../support/repair-steps.ts';
import { openWorld, type World } from '../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(async () => {
  await world.close();
});

describe('what a technician finds beside the fault', () => {
  it('opens an incident where somebody was hurt, and asks the makers for an action, each once', async () => {
    const story = await controllerReported(world, '07-13');
    await story.does('zhang.min', 'classify', classified({ skills: ['electronics'] }));
    const technician = await assigns(story, 'qian.wei');
    await story.does(technician, 'agreeAppointment', windowAgreed('07-13 10:00', '07-13 12:00'));
    await story.goTo('07-13 10:00');
    await story.does(technician, 'checkIn', checkedIn('07-13 10:00'));
    await story.does(
      technician,
      'diagnose',
      diagnosed({
        serialSeen: 'CT900-26-00031',
        causedBy: 'product',
        coverage: 'warranty',
        safetyRisk: 'injury',
        qualityHint: 'The cover comes off while live',
      }),
    );
    await story.settled();
    expect(await requestsOf(story)).toMatchObject([
      { kind: 'incident', cause: 'injury', facts: { serialNumber: 'CT900-26-00031', faultCode: 'F-01' } },
      { kind: 'action', cause: 'quality', text: 'The cover comes off while live' },
    ]);
    expect(await story.messages('stopUse')).toHaveLength(1);
  });
});
