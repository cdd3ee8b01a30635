import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { losesAnswer } from '../support/lost-answers.ts';
import { type Answer, openWorld, type World } from '../support/world.ts';

/* The way of a message from a caller to the process of a case and back, with a worker. */

let world: World;

beforeAll(async () => {
  world = await openWorld();
}, 180_000);

afterAll(async () => {
  await world.close();
});

let serialCount = 0;

const report = async (changes: object = {}) => ({
  channel: 'web',
  company: 'B',
  customerId: await world.customerId('chen.xiao'),
  unit: { productModel: 'WD-2200', serialNumber: `MSG-${(serialCount += 1)}` },
  description: '衣柜门铰链断裂',
  ...changes,
});

const codeOf = ({ status, body }: Answer) => [status, (body as { code?: string }).code];

async function openCase(changes: object = {}): Promise<string> {
  const answer = await world.call('zhang.min', 'POST', '/v1/repairs', await report(changes));
  expect(answer.status, JSON.stringify(answer.body)).toBe(201);
  return (answer.body as { case: { id: string } }).case.id;
}

async function taskOf(caseId: string, kind: string): Promise<string> {
  const url = `/v1/tasks?caseId=${caseId}&kind=${kind}&inbox=all`;
  const { body } = await world.call('zhang.min', 'GET', url);
  const [task] = (body as { items: { id: string }[] }).items;
  if (task === undefined) throw new Error(`No task ${kind} is open`);
  return task.id;
}

const contact = (minutesAgo = 0) => ({
  at: new Date(Date.now() - minutesAgo * 60_000).toISOString(),
  reached: true,
  summary: '已联系客户',
});

describe('opening a repair', () => {
  it('is 201 with the case as it is in the database, its number and its address', async () => {
    const answer = await world.call('zhang.min', 'POST', '/v1/repairs', await report());
    const { case: opened, possibleDuplicates } = answer.body as {
      case: { id: string; number: string };
      possibleDuplicates: unknown[];
    };
    expect(answer.status).toBe(201);
    expect(answer.headers).toMatchObject({ location: `/v1/cases/${opened.id}`, etag: '"1"' });
    expect(opened.number).toMatch(/^RP-\d{8}-\d{4}$/);
    expect(possibleDuplicates).toEqual([]);
    const read = await world.call('zhang.min', 'GET', `/v1/cases/${opened.id}`);
    expect(read.body).toMatchObject({ number: opened.number, phase: 'intake', priority: 'normal' });
  });

  it('with the same key gives the first answer, with another key and the same external reference the first case', async () => {
    const body = await report({ externalReference: { system: 'erp', id: 'E-77' } });
    const first = await world.call('zhang.min', 'POST', '/v1/repairs', body, 'open-1');
    const repeat = await world.call('zhang.min', 'POST', '/v1/repairs', body, 'open-1');
    const other = await world.call('liu.yang', 'POST', '/v1/repairs', body, 'open-2');
    expect([first.status, repeat.status, other.status]).toEqual([201, 201, 200]);
    const ids = [first, repeat, other].map((answer) => (answer.body as { case: { id: string } }).case.id);
    expect(new Set(ids).size).toBe(1);
  });

  it('of a unit in an open repair names the possible duplicates', async () => {
    const unit = { productModel: 'WD-2200', serialNumber: 'TWICE-1' };
    const first = await openCase({ unit });
    const second = await world.call('zhang.min', 'POST', '/v1/repairs', await report({ unit }));
    expect(second.body).toMatchObject({ possibleDuplicates: [{ caseId: first, phase: 'intake' }] });
  });

  it('by a person on the phone is the first response itself', async () => {
    const caseId = await openCase({ channel: 'phone' });
    const { body } = await world.call('zhang.min', 'GET', `/v1/cases/${caseId}/commitments`);
    expect(body).toMatchObject({
      items: expect.arrayContaining([
        expect.objectContaining({ name: 'firstResponse', status: 'met', isMissed: false }),
      ]) as unknown,
    });
  });

  it('takes a new customer up, with an entry in the audit log', async () => {
    const newCustomer = { name: '新登记的客户', phone: '+86 755 5550 0003' };
    const body = await report({ customerId: undefined, newCustomer });
    const answer = await world.call('zhang.min', 'POST', '/v1/repairs', body);
    const { customerId, customerName } = (answer.body as { case: Record<string, string> }).case;
    expect([answer.status, customerName]).toEqual([201, '新登记的客户']);
    const { rows } = await world.db.execute(
      `select action from audit_log where kind = 'change' and subject_id = '${customerId ?? ''}'`,
    );
    expect(rows).toEqual([{ action: 'openRepair' }]);
  });
});

describe('readiness', () => {
  it('sees the worker', async () => {
    const { body } = await world.call('zhang.min', 'GET', '/readyz');
    expect(body).toMatchObject({ ready: true, checks: { database: 'up', temporal: 'up', worker: 'up' } });
  });
});

describe('completing a task', () => {
  it('gives the task back as written, and a second person is told who was first', async () => {
    const task = await taskOf(await openCase(), 'contactCustomer');
    const done = await world.call('zhang.min', 'POST', `/v1/tasks/${task}/complete`, contact());
    expect(done).toMatchObject({ status: 200, body: { status: 'completed', form: { reached: true } } });
    const second = await world.call('liu.yang', 'POST', `/v1/tasks/${task}/complete`, contact());
    expect(second).toMatchObject({
      status: 409,
      body: {
        code: 'TASK_NOT_OPEN',
        details: { status: 'completed', by: { personId: await world.personId('zhang.min') } },
      },
    });
  });

  it('by two people at the same moment succeeds once', async () => {
    const task = await taskOf(await openCase(), 'contactCustomer');
    const answers = await Promise.all(
      ['zhang.min', 'liu.yang', 'mei.lan'].map((who) =>
        world.call(who, 'POST', `/v1/tasks/${task}/complete`, contact()),
      ),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409]);
    const at = expect.stringMatching(/^\d{4}-\d\d-\d\dT/) as string;
    for (const { body } of answers.filter(({ status }) => status === 409)) {
      expect(body).toMatchObject({ code: 'TASK_NOT_OPEN', details: { status: 'completed', at } });
    }
  });

  it('again with the same key is the first answer, also when that was never heard', async () => {
    const task = await taskOf(await openCase(), 'contactCustomer');
    const form = contact();
    const url = `/v1/tasks/${task}/complete`;
    const first = await world.call('zhang.min', 'POST', url, form, 'complete-1');
    const repeat = await world.call('zhang.min', 'POST', url, form, 'complete-1');
    expect(repeat.body).toEqual(first.body);
    await losesAnswer(world, 'complete-1');
    const unheard = await world.call('zhang.min', 'POST', url, form, 'complete-1');
    expect([unheard.status, unheard.body]).toEqual([200, first.body]);
  });

  it('is refused by the process to whoever may not, with a reason', async () => {
    const task = await taskOf(await openCase(), 'contactCustomer');
    const url = `/v1/tasks/${task}/complete`;
    expect(codeOf(await world.call('he.jing', 'POST', url, contact()))).toEqual([403, 'ROLE_MISSING']);
    const future = await world.call('zhang.min', 'POST', url, contact(-60));
    expect(future).toMatchObject({ status: 422, body: { errors: [{ pointer: '/at' }] } });
  });

  it('of staff is 404 to customers, those of the case too', async () => {
    const caseId = await openCase();
    const task = await taskOf(caseId, 'contactCustomer');
    const answer = await world.call('chen.xiao.self', 'POST', `/v1/tasks/${task}/complete`, contact());
    expect(codeOf(answer)).toEqual([404, 'NOT_FOUND']);
    const foreign = await world.call('emma.wong', 'POST', `/v1/tasks/${task}/complete`, contact());
    expect(codeOf(foreign)).toEqual([404, 'NOT_FOUND']);
  });
});

describe('claiming and reassigning', () => {
  it('put a name on the task, and nobody else may do it then', async () => {
    const task = await taskOf(await openCase(), 'contactCustomer');
    const claimed = await world.call('zhang.min', 'POST', `/v1/tasks/${task}/claim`);
    expect(claimed.body).toMatchObject({ assigneeId: await world.personId('zhang.min') });
    const other = await world.call('liu.yang', 'POST', `/v1/tasks/${task}/complete`, contact());
    expect(codeOf(other)).toEqual([403, 'NOT_ASSIGNEE']);
    const assigneeId = await world.personId('liu.yang');
    const body = { assigneeId, reason: '张敏请假' };
    expect(codeOf(await world.call('mei.lan', 'POST', `/v1/tasks/${task}/reassign`, body))).toEqual([
      403,
      'ROLE_MISSING',
    ]);
    const moved = await world.call('li.na', 'POST', `/v1/tasks/${task}/reassign`, body);
    expect(moved.body).toMatchObject({ status: 'open', assigneeId });
    const done = await world.call('liu.yang', 'POST', `/v1/tasks/${task}/complete`, contact());
    expect(done.status).toBe(200);
  });
});

describe('a command', () => {
  it('answers with the case as it is then; a hold cannot be put on a hold', async () => {
    const caseId = await openCase();
    const until = new Date(Date.now() + 86_400_000).toISOString();
    const hold = { reason: 'waitingForCustomer', text: '客户出差', until };
    const held = await world.call('wang.lei', 'POST', `/v1/cases/${caseId}/hold`, hold);
    expect(held).toMatchObject({ status: 200, body: { onHold: true } });
    expect(codeOf(await world.call('wang.lei', 'POST', `/v1/cases/${caseId}/hold`, hold))).toEqual([
      409,
      'ALREADY_ON_HOLD',
    ]);
    const comment = { text: '我回来了', shared: true };
    const spoken = await world.call('chen.xiao.self', 'POST', `/v1/cases/${caseId}/comments`, comment);
    expect(spoken).toMatchObject({ status: 200, body: { onHold: false } });
  });

  it('to a case that ended is 409 CASE_CLOSED', async () => {
    const caseId = await openCase({ channel: 'phone' });
    const task = await taskOf(caseId, 'classify');
    const form = {
      ...{ class: 'general', priority: 'normal', place: 'remote', faultGroup: 'none' },
      ...{ route: 'refuse', routeText: '不是本公司产品' },
    };
    const done = await world.call('zhang.min', 'POST', `/v1/tasks/${task}/complete`, form);
    expect(done.status, JSON.stringify(done.body)).toBe(200);
    await expect
      .poll(async () => (await world.call('zhang.min', 'GET', `/v1/cases/${caseId}`)).body, {
        timeout: 20_000,
      })
      .toMatchObject({ phase: 'closed', outcome: 'refused' });
    const comment = { text: '?', shared: true };
    expect(codeOf(await world.call('zhang.min', 'POST', `/v1/cases/${caseId}/comments`, comment))).toEqual([
      409,
      'CASE_CLOSED',
    ]);
  });
});

describe('the clock of a case', () => {
  it('starts where the opening says and runs ahead alone; what falls due on the way fires at its instant', async () => {
    const caseId = await openCase({
      company: 'A',
      unit: { productModel: 'LB-15' },
      clock: { now: '2026-04-30T23:50:00+08:00' },
    });
    const url = `/v1/cases/${caseId}/clock`;
    const moved = await world.call('song.qi', 'POST', url, { to: '2026-05-01T00:50:00+08:00' });
    expect(moved.status, JSON.stringify(moved.body)).toBe(200);
    const { now } = moved.body as { now: string };
    expect(Date.parse(now) - Date.parse('2026-05-01T00:50:00+08:00')).toBeLessThan(30_000);
    const { body } = await world.call('zhang.min', 'GET', `/v1/cases/${caseId}/commitments`);
    expect(body).toMatchObject({
      items: expect.arrayContaining([
        expect.objectContaining({
          name: 'firstResponse',
          isMissed: true,
          dueAt: expect.stringContaining('2026-05-01T00:20') as string,
          levels: [
            expect.objectContaining({
              role: 'service_lead',
              firedAt: expect.stringContaining('00:20:') as string,
            }),
            expect.objectContaining({
              role: 'manager',
              firedAt: expect.stringContaining('00:35:') as string,
            }),
            expect.objectContaining({ role: 'general_manager', firedAt: null }),
          ],
        }),
      ]) as unknown,
    });
    const back = await world.call('song.qi', 'POST', url, { to: '2026-04-30T00:00:00+08:00' });
    expect(codeOf(back)).toEqual([422, 'INVALID']);
    const by = await world.call('song.qi', 'POST', url, { by: 'PT1H' });
    expect(Date.parse((by.body as { now: string }).now) - Date.parse(now)).toBeGreaterThanOrEqual(3_600_000);
  });
});
