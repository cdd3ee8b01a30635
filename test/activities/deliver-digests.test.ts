import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { MessageRecord } from '../../activities/contracts.ts';
import { peopleRepository, type Person } from '../../db/repositories/people.repository.ts';
import type { Role } from '../../workflows/domain/limits.ts';
import { OPENED_AT } from './case-records.ts';
import { openDelivery, type OpenDelivery, type QueuedMessage } from './open-delivery.ts';

const MINUTE = 60_000;
/** Longer after the cases were opened than a notice has to have waited to be joined. */
const LATER = OPENED_AT + 5 * MINUTE;
/** For so long what is noticed late waits for more of it. */
const HELD_BACK = 30_000;
const AGAIN = '1 to be tried again';

let delivery: OpenDelivery;
let endsAfterSending = false;

beforeAll(async () => {
  delivery = await openDelivery({ endsAfterSending: () => endsAfterSending });
});

afterAll(async () => {
  await delivery.close();
});

beforeEach(async () => {
  endsAfterSending = false;
  await delivery.mailbox.behave('accept');
});

const addPerson = (changes: { language?: string; roles?: readonly Role[] } = {}): Promise<Person> => {
  const handle = randomUUID();
  const person = {
    handle,
    name: 'Li Na',
    email: `${handle}@staff.example`,
    phone: null,
    wechatId: null,
    language: 'en',
    timeZone: 'Asia/Shanghai',
    teamId: null,
    roles: ['technician' as Role],
    skills: [],
    superiorId: null,
  };
  return peopleRepository(delivery.db).create(
    { ...person, ...changes, roles: [...(changes.roles ?? person.roles)] },
    OPENED_AT,
  );
};

const overdue = (to: MessageRecord['to'], queuedAt: number, level = 1): Partial<MessageRecord> => ({
  ...{ kind: 'escalated', to, queuedAt },
  variables: { what: 'repair', level, dueAt: queuedAt },
});

const personal = ({ id }: Person): MessageRecord['to'] => ({ type: 'person', personId: id });

/** A case of its own with one notice, that many minutes after the opening. */
const queueFor = (person: Person, minutes: number, level = 1): Promise<QueuedMessage> =>
  delivery.queue(null, overdue(personal(person), OPENED_AT + minutes * MINUTE, level));

const mailsTo = ({ email }: Person) => delivery.mailbox.messages(email ?? '');

describe('notices that have waited for one person', () => {
  it('are told in one mail, oldest first, and each is settled with its own text', async () => {
    const person = await addPerson();
    const second = await queueFor(person, 2, 2);
    const first = await queueFor(person, 1, 1);
    const third = await queueFor(person, 3, 3);
    expect(await delivery.deliver(second, LATER)).toMatchObject([{ status: 'sent' }]);

    const [mail, ...others] = mailsTo(person);
    expect(others).toEqual([]);
    expect(mail?.subject).toBe('3 notices that waited for you');
    expect(mail?.messageId).toMatch(/^<digest-[\da-f]{32}@company\.example>$/);
    const places = [first, second, third].map(({ caseNumber }) => mail?.text.indexOf(caseNumber) ?? -1);
    expect(places.every((place) => place > 0)).toBe(true);
    expect(places).toEqual(places.toSorted((one, other) => one - other));
    for (const [index, queued] of [first, second, third].entries()) {
      expect(await delivery.messagesOf(queued)).toMatchObject([
        {
          status: 'sent',
          channel: 'email',
          settledAt: LATER,
          subject: `Overdue (level ${index + 1}), Completion of the repair: ${queued.caseNumber}`,
          lastError: null,
        },
      ]);
    }

    expect(await delivery.deliver(first, LATER)).toMatchObject([{ status: 'sent' }]);
    expect(await delivery.deliver(third, LATER)).toMatchObject([{ status: 'sent' }]);
    expect(mailsTo(person)).toHaveLength(1);
  });

  it('are told in the language of the person', async () => {
    const person = await addPerson({ language: 'zh-CN' });
    const queued = [await queueFor(person, 1), await queueFor(person, 2)];
    for (const each of queued) await delivery.deliver(each, LATER);
    expect(mailsTo(person).map(({ subject }) => subject)).toEqual(['【待阅通知汇总】共2条']);
  });

  it('are joined by a notice that has just come, which alone is sent as it is', async () => {
    const person = await addPerson();
    const waiting = await queueFor(person, 1);
    const fresh = await queueFor(person, 5, 2);
    await delivery.deliver(fresh, LATER);
    await delivery.deliver(waiting, LATER);
    expect(mailsTo(person).map(({ subject }) => subject)).toEqual(['2 notices that waited for you']);

    const other = await addPerson();
    const [one, two] = [await queueFor(other, 5), await queueFor(other, 5, 2)];
    for (const each of [one, two]) await delivery.deliver(each, LATER);
    expect(mailsTo(other).map(({ messageId }) => messageId)).toEqual(
      [one, two].map(({ ids }) => `<${ids[0] ?? ''}@company.example>`),
    );
  });

  it('are also those of due instants that were missed while no worker was there', async () => {
    const person = await addPerson();
    const late = async (level: number): Promise<QueuedMessage> =>
      delivery.queue(null, {
        ...overdue(personal(person), LATER, level),
        variables: { what: 'repair', level, dueAt: OPENED_AT },
      });
    const [one, two, second] = [await late(1), await late(1), await late(2)];
    await delivery.deliver(second, LATER);
    for (const each of [one, two]) await expect(delivery.deliver(each, LATER)).rejects.toThrow(AGAIN);
    for (const each of [one, two]) await delivery.deliver(each, LATER + HELD_BACK);
    expect(mailsTo(person).map(({ subject }) => subject)).toEqual([
      `Overdue (level 2), Completion of the repair: ${second.caseNumber}`,
      '2 notices that waited for you',
    ]);
  });

  it('are also those of holds that last, which a mass hold sends from all of its cases at once', async () => {
    const person = await addPerson();
    const lasts = (): Promise<QueuedMessage> =>
      delivery.queue(null, {
        ...{ kind: 'holdLasts', to: personal(person), queuedAt: LATER },
        variables: { heldFrom: OPENED_AT, reason: 'Typhoon' },
      });
    const held = [await lasts(), await lasts(), await lasts()];
    for (const each of held) await expect(delivery.deliver(each, LATER)).rejects.toThrow(AGAIN);
    for (const each of held) await delivery.deliver(each, LATER + HELD_BACK);
    expect(mailsTo(person).map(({ subject }) => subject)).toEqual(['3 notices that waited for you']);
  });

  it('make one mail where workers that come back notice them one after the other, side by side', async () => {
    const person = await addPerson();
    const late = async (recordedAfter: number): Promise<QueuedMessage> =>
      delivery.queue(null, {
        ...overdue(personal(person), LATER + recordedAfter),
        variables: { what: 'repair', level: 1, dueAt: OPENED_AT },
      });
    const queued: QueuedMessage[] = [];
    for (let recordedAfter = 0; recordedAfter < HELD_BACK; recordedAfter += HELD_BACK / 10) {
      const each = await late(recordedAfter);
      await expect(delivery.deliver(each, LATER + recordedAfter)).rejects.toThrow(AGAIN);
      queued.push(each);
    }
    const fresh = await queueFor(person, 5, 2);
    await delivery.deliver(fresh, LATER);
    expect(mailsTo(person)).toHaveLength(1);
    await Promise.allSettled(queued.map((each) => delivery.deliver(each, LATER + HELD_BACK)));
    for (const each of queued) {
      await expect
        .poll(() => delivery.deliver(each, LATER + 2 * HELD_BACK))
        .toMatchObject([{ status: 'sent' }]);
    }
    expect(
      mailsTo(person)
        .map(({ subject }) => subject)
        .slice(1),
    ).toEqual(['10 notices that waited for you']);
    const alone = await late(2 * HELD_BACK);
    await expect(delivery.deliver(alone, LATER + 2 * HELD_BACK)).rejects.toThrow(AGAIN);
    await delivery.deliver(alone, LATER + 3 * HELD_BACK);
    expect(mailsTo(person)).toHaveLength(3);
  });

  it('reach the other holders of a role by their own deliveries', async () => {
    const holders = [await addPerson({ roles: ['inspector'] }), await addPerson({ roles: ['inspector'] })];
    const role = { type: 'role', role: 'inspector' } as const;
    const queued = [];
    for (const minutes of [1, 2]) {
      queued.push(await delivery.queue(null, overdue(role, OPENED_AT + minutes * MINUTE)));
    }
    for (const each of queued)
      expect(await delivery.deliver(each, LATER)).toMatchObject([{ status: 'sent' }]);
    for (const holder of holders) {
      expect(mailsTo(holder).map(({ subject }) => subject)).toEqual(['2 notices that waited for you']);
    }
    for (const each of queued) expect(await delivery.messagesOf(each)).toMatchObject([{ status: 'sent' }]);
  });

  it('are each told once, in one mail, however many deliveries run at the same time', async () => {
    const person = await addPerson();
    const queued: QueuedMessage[] = [];
    for (let minutes = 1; minutes <= 6; minutes += 1) queued.push(await queueFor(person, minutes / 2));
    const ofAll = () => Promise.allSettled(queued.map((each) => delivery.deliver(each, LATER)));
    await Promise.all([ofAll(), ofAll()]);
    for (const each of queued) {
      await expect.poll(() => delivery.deliver(each, LATER)).toMatchObject([{ status: 'sent' }]);
    }
    const [mail, ...others] = mailsTo(person);
    expect(others).toEqual([]);
    for (const { caseNumber } of queued) {
      expect((mail?.text ?? '').split(`Case ${caseNumber},`).length - 1, caseNumber).toBe(1);
    }
  });
});

describe('a digest', () => {
  it('is sent again as the same mail when the process ended after sending it', async () => {
    const person = await addPerson();
    const queued = [await queueFor(person, 1), await queueFor(person, 2)] as const;
    endsAfterSending = true;
    await expect(delivery.deliver(queued[0], LATER)).rejects.toThrow('The process ends here');
    endsAfterSending = false;
    expect(await delivery.messagesOf(queued[0])).toMatchObject([{ status: 'queued' }]);

    const more = await queueFor(person, 3);
    expect(await delivery.deliver(queued[1], LATER + MINUTE)).toMatchObject([{ status: 'sent' }]);
    const [before, again, ...others] = mailsTo(person);
    expect(others).toEqual([]);
    expect(again?.messageId).toBe(before?.messageId);
    expect(again?.text).toBe(before?.text);
    for (const each of queued) expect(await delivery.messagesOf(each)).toMatchObject([{ status: 'sent' }]);
    expect(await delivery.messagesOf(more)).toMatchObject([{ status: 'queued' }]);
    await delivery.deliver(more, LATER + MINUTE);
    expect(mailsTo(person)).toHaveLength(3);
  });

  it('takes in what comes while the mail server is away', async () => {
    const person = await addPerson();
    const queued = [await queueFor(person, 1), await queueFor(person, 2)];
    await delivery.mailbox.behave('down');
    await expect(delivery.deliver(queued[0] ?? expect.fail(), LATER)).rejects.toThrow('1 to be tried again');
    queued.push(await queueFor(person, 6));
    await delivery.mailbox.behave('accept');
    for (const each of queued) await delivery.deliver(each, LATER + 5 * MINUTE);
    expect(mailsTo(person).map(({ subject }) => subject)).toEqual(['3 notices that waited for you']);
  });

  it('fails all of its notices when the person cannot be reached by mail', async () => {
    const handle = randomUUID();
    const person = await addPerson();
    await peopleRepository(delivery.db).update(
      person.id,
      person.version,
      { email: `${handle}+refused@staff.example` },
      OPENED_AT,
    );
    for (const each of [await queueFor(person, 1), await queueFor(person, 2)]) {
      expect(await delivery.deliver(each, LATER)).toMatchObject([
        { status: 'failed', failedChannel: 'email' },
      ]);
      expect(await delivery.messagesOf(each)).toMatchObject([
        { status: 'failed', lastError: 'SMTP 550 at RCPT TO', settledAt: LATER },
      ]);
    }
  });

  it('holds no messages to customers', async () => {
    const contact = await delivery.addContact();
    const queued = [await delivery.queue(contact, {}), await delivery.queue(contact, {})];
    for (const each of queued) await delivery.deliver(each, LATER);
    expect(delivery.mailbox.messages(contact.email ?? '').map(({ messageId }) => messageId)).toEqual(
      queued.map(({ ids }) => `<${ids[0] ?? ''}@company.example>`),
    );
  });
});
