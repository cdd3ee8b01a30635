import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCommand } from '../../workflows/runtime/case.messages.ts';
import { workflowIdOf } from '../../workflows/runtime/names.ts';
import { stackEnvironment } from '../support/environment.ts';
import { openTemporal, type RawTemporal } from '../support/histories.ts';
import { contacted } from '../support/repair-steps.ts';
import type { Story } from '../support/story.ts';
import { openWorld, type World } from '../support/world.ts';
import { reported, windowAwaited } from './reported.ts';

let world: World;
let temporal: RawTemporal;
beforeAll(async () => {
  world = await openWorld();
  temporal = await openTemporal(stackEnvironment(world.databaseUrl, 'none'));
});
afterAll(async () => {
  await temporal.close();
  await world.close();
});

/** What PostgreSQL takes into no text: NUL, and what cutting a text in the middle of an emoji leaves. */
const UNSTORABLE = ['bad \u0000 news', 'bad \ud83d news'];

const BEYOND = {
  pointer: expect.stringMatching(/^\/(at|until|windowFrom|windowTo)$/) as string,
  message: expect.stringContaining('before 2200-01-01') as string,
};

async function expectGoesOn(repair: Story): Promise<void> {
  const body = { text: 'Still there?', shared: false };
  const answer = await world.call('zhang.min', 'POST', `/v1/cases/${repair.caseId}/comments`, body);
  expect(answer.status).toBe(200);
}

/** The case’s workflow, past the checks of the API: a later way into it may forget them. */
const workflowOf = ({ caseId }: Story) => temporal.client.workflow.getHandle(workflowIdOf('repair', caseId));

describe('a text that cannot be stored', () => {
  it.each(UNSTORABLE)('is refused in a comment, and the case goes on: %j', async (text) => {
    const repair = await reported(world);
    const comment = await repair.post('shen.qiang', 'comments', { text, shared: true });
    expect(comment.status).toBe(400);
    expect(comment.body).toMatchObject({ code: 'MALFORMED', errors: [{ pointer: '/text' }] });
    await repair.does('zhang.min', 'contactCustomer', contacted('05-29 16:00'));
  });

  it.each(UNSTORABLE)('is refused in a report, which opens nothing: %j', async (description) => {
    const opened = await world.call('shen.qiang', 'POST', '/v1/repairs', {
      ...{ company: 'A', channel: 'web', site: { address: 'Hall 3', region: 'shanghai' }, description },
      unit: { productModel: 'CT-900', serialNumber: 'CT900-26-00031' },
    });
    expect(opened.status).toBe(400);
    expect(opened.body).toMatchObject({ code: 'MALFORMED', errors: [{ pointer: '/description' }] });
  });

  it('is mended where it came past the API, and the case goes on', async () => {
    const repair = await reported(world);
    const by = { type: 'person', personId: await world.personId('zhang.min'), roles: ['agent'] } as const;
    for (const text of UNSTORABLE) {
      const input = { text, shared: false };
      await workflowOf(repair).executeUpdate(runCommand, {
        args: [{ command: 'comment', input, by }],
        updateId: randomUUID(),
      });
    }
    expect((await repair.timeline('commented')).map(({ data }) => data['text'])).toEqual([
      'bad \uFFFD news',
      'bad \uFFFD news',
    ]);
    await expectGoesOn(repair);
  });
});

describe('an instant that no record can hold', () => {
  it('is refused as the instant of what happened, of the end of a hold and of a window', async () => {
    const repair = await windowAwaited(world);
    const late = '9999-12-31T23:59:59-12:00';
    const answers = [
      await repair.post('shen.qiang', 'changeAppointment', {
        ...{ reason: 'later', windowFrom: late, windowTo: late },
      }),
      await repair.post('wang.lei', 'hold', { reason: 'thirdParty', text: 'x', until: late }),
      await world.call('zhang.min', 'POST', `/v1/cases/${repair.caseId}/tasks/contactCustomer`, {
        ...contacted('05-29 16:00'),
        at: '0000-01-01T00:00:00Z',
      }),
    ];
    for (const { status, body } of answers) {
      expect(status).toBe(422);
      expect((body as { errors: unknown[] }).errors).toContainEqual(expect.objectContaining(BEYOND));
    }
    await expectGoesOn(repair);
  });

  it('is taken as the nearest that a record can hold where it came past the API', async () => {
    const repair = await reported(world);
    const by = {
      type: 'person',
      personId: await world.personId('wang.lei'),
      roles: ['repair_lead'],
    } as const;
    const input = { reason: 'thirdParty', text: 'x', until: Date.parse('9999-12-31T23:59:59-12:00') };
    await workflowOf(repair).executeUpdate(runCommand, {
      args: [{ command: 'hold', input, by }],
      updateId: randomUUID(),
    });
    await expectGoesOn(repair);
  });
});
