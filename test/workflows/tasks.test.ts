import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { classified, contacted, refusalOf, worked } from '../support/repair-steps.ts';
import type { Form, Story } from '../support/story.ts';
import { type Answer, openWorld, type World } from '../support/world.ts';
import { reported, TECHNICIAN, windowAwaited } from './reported.ts';

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(async () => {
  await world.close();
});

const completing = async (
  repair: Story,
  who: string,
  kind: string,
  form: Form,
  key = randomUUID(),
): Promise<Answer> => {
  const { id } = await repair.task(kind);
  return world.call(who, 'POST', `/v1/tasks/${id}/complete`, form, key);
};

describe('two people who complete one task in the same instant', () => {
  it('are told who was first, and the record holds one completion', async () => {
    const repair = await reported(world);
    const { id } = await repair.task('contactCustomer');
    const complete = (who: string): Promise<Answer> =>
      world.call(who, 'POST', `/v1/tasks/${id}/complete`, contacted('05-29 16:00', { summary: who }));
    const answers = await Promise.all(['zhang.min', 'liu.yang', 'mei.lan'].map(complete));

    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 409, 409]);
    const completions = (await repair.timeline('taskCompleted')).filter(({ data }) => data['taskId'] === id);
    expect(completions).toHaveLength(1);
    const [completion] = completions;
    for (const { body } of answers.filter(({ status }) => status === 409)) {
      expect(body).toMatchObject({
        code: 'TASK_NOT_OPEN',
        details: { status: 'completed', by: completion?.['actor'] },
      });
      const { at } = (body as { details: { at: string } }).details;
      expect(Date.parse(at)).toBe(Date.parse(completion?.at ?? ''));
    }
  });

  it('get the first answer both times when they are one person who clicked twice', async () => {
    const repair = await reported(world);
    const { id } = await repair.task('contactCustomer');
    const key = randomUUID();
    const complete = (): Promise<Answer> =>
      world.call('zhang.min', 'POST', `/v1/tasks/${id}/complete`, contacted('05-29 16:00'), key);
    const first = await complete();
    expect(await complete()).toMatchObject({ status: 200, body: first.body });
    const completions = (await repair.timeline('taskCompleted')).filter(({ data }) => data['taskId'] === id);
    expect(completions).toHaveLength(1);
  });
});

describe('a task that cannot be completed', () => {
  it('is refused to a role that it is not for', async () => {
    const repair = await reported(world);
    expect(
      await refusalOf(completing(repair, TECHNICIAN, 'classify', classified({ skills: ['electronics'] }))),
    ).toBe('403 ROLE_MISSING');
    expect(await repair.task('classify')).toMatchObject({ status: 'open' });
  });

  it('is refused to everybody but the person it is assigned to', async () => {
    const repair = await windowAwaited(world);
    const checkIn = {
      at: '2026-05-29T16:00:00+08:00',
      idShown: true,
      workConfirmed: true,
      surroundingsProtected: true,
    };
    expect(await refusalOf(completing(repair, 'ma.chao', 'checkIn', checkIn))).toBe('403 NOT_ASSIGNEE');
  });

  it('is refused in another phase, with the phase', async () => {
    const repair = await reported(world);
    const answer = await repair.tries(TECHNICIAN, 'doWork', worked('05-29 15:00', '05-29 15:30'));
    expect(answer).toMatchObject({
      status: 409,
      body: { code: 'WRONG_PHASE', details: { phase: 'intake' } },
    });
  });

  it('is not found when the case never had it', async () => {
    const repair = await reported(world);
    const unknown = world.call(
      'zhang.min',
      'POST',
      `/v1/tasks/${repair.caseId}.t999/complete`,
      contacted('05-29 16:00'),
    );
    expect(await refusalOf(unknown)).toBe('404 NOT_FOUND');
  });

  it('leaves nothing of the attempt in the record', async () => {
    const repair = await reported(world);
    const { version } = await repair.read();
    await completing(repair, TECHNICIAN, 'classify', classified({ skills: ['electronics'] }));
    await repair.tries(TECHNICIAN, 'doWork', worked('05-29 15:00', '05-29 15:30'));
    expect((await repair.read())['version']).toBe(version);
  });
});

describe('a task that is claimed', () => {
  it('belongs to one person until it is given back, and stays due when it was', async () => {
    const repair = await reported(world);
    const { id, dueAt } = await repair.task('classify');
    const post = (who: string, verb: string, body?: Form): Promise<Answer> =>
      world.call(who, 'POST', `/v1/tasks/${id}/${verb}`, body);
    const claims = await Promise.all(['zhang.min', 'liu.yang'].map((who) => post(who, 'claim')));
    const statuses = claims.map(({ status }) => status).toSorted();
    expect(statuses).toEqual([200, 403]);
    const { assigneeId } = await repair.task('classify');
    const holder = await world.handleOf(assigneeId ?? '');

    expect((await post(holder, 'decline', { reason: 'Going home' })).status).toBe(200);
    expect(await repair.task('classify')).toMatchObject({ assigneeId: null, dueAt });
    expect((await post('mei.lan', 'claim')).status).toBe(200);
  });
});
