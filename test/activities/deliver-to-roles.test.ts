import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { MessageRecord } from '../../activities/contracts.ts';
import { dutyRosterRepository } from '../../db/repositories/duty-roster.repository.ts';
import { peopleRepository, type Person } from '../../db/repositories/people.repository.ts';
import { people } from '../../db/schema/people.ts';
import type { Role } from '../../workflows/domain/limits.ts';
import { OPENED_AT } from './case-records.ts';
import { openDelivery, SENT_AT, type OpenDelivery } from './open-delivery.ts';

let delivery: OpenDelivery;

beforeAll(async () => {
  delivery = await openDelivery();
});

afterAll(async () => {
  await delivery.close();
});

/** Two people who alone hold a role, each with an address of their own. */
async function holdersOf(role: Role, ...emails: readonly string[]): Promise<Person[]> {
  const repository = peopleRepository(delivery.db);
  for (const holder of await repository.listByRole(role)) {
    const roles = holder.roles.filter((held) => held !== role);
    await repository.update(holder.id, holder.version, { roles }, OPENED_AT);
  }
  const holders = [];
  for (const [index, email] of emails.entries()) {
    const person = {
      handle: email.replace('@', '.at.'),
      name: `Holder ${index}`,
      email,
      phone: null,
      wechatId: null,
      language: index === 0 ? 'en' : 'zh-CN',
      timeZone: 'Asia/Shanghai',
      teamId: null,
      roles: [role],
      skills: [],
      superiorId: null,
    };
    holders.push(await repository.create(person, OPENED_AT));
  }
  return holders;
}

const escalated = (role: Role): Partial<MessageRecord> => ({
  kind: 'escalated',
  to: { type: 'role', role },
  variables: { what: 'firstResponse', level: 1, dueAt: OPENED_AT },
});

const mailsTo = (person: Person | undefined) => delivery.mailbox.messages(person?.email ?? '');

describe('a message to a role', () => {
  it('goes to everybody who holds it, to each in their own language and under an id of its own', async () => {
    const [first, second] = await holdersOf('inspector', 'one@staff.example', 'two@staff.example');
    const queued = await delivery.queue(null, escalated('inspector'));
    expect(await delivery.deliver(queued)).toMatchObject([{ status: 'sent' }]);
    const id = queued.ids[0] ?? '';
    expect(mailsTo(first)).toMatchObject([
      {
        messageId: `<${id}.${first?.id ?? ''}@company.example>`,
        subject: expect.stringContaining('Overdue (level 1)') as string,
      },
    ]);
    expect(mailsTo(second)).toMatchObject([{ subject: expect.stringContaining('逾期升级') as string }]);
  });

  it('goes to whoever the roster has on duty, if it has anybody', async () => {
    const [onDuty, offDuty] = await holdersOf('finance', 'on@staff.example', 'off@staff.example');
    await dutyRosterRepository(delivery.db).createShift({
      role: 'finance',
      personId: onDuty?.id ?? '',
      startsAt: SENT_AT - 1,
      endsAt: SENT_AT + 1,
    });
    await delivery.deliver(await delivery.queue(null, escalated('finance')));
    expect(mailsTo(onDuty)).toHaveLength(1);
    expect(mailsTo(offDuty)).toHaveLength(0);
  });

  it('passes over people who are away, unless everybody is', async () => {
    const [away, present] = await holdersOf('production', 'away@staff.example', 'here@staff.example');
    const roster = dutyRosterRepository(delivery.db);
    const absence = { startsAt: OPENED_AT, endsAt: SENT_AT + 3_600_000, reason: null };
    await roster.createAbsence({ personId: away?.id ?? '', ...absence });
    await delivery.deliver(await delivery.queue(null, escalated('production')));
    expect([mailsTo(away).length, mailsTo(present).length]).toEqual([0, 1]);
    await roster.createAbsence({ personId: present?.id ?? '', ...absence });
    await delivery.deliver(await delivery.queue(null, escalated('production')));
    expect([mailsTo(away).length, mailsTo(present).length]).toEqual([1, 2]);
  });

  it('is repeated only to those who have not got it yet', async () => {
    const [ready, busy] = await holdersOf('sales_manager', 'ready@staff.example', 'late+busy@staff.example');
    const queued = await delivery.queue(null, escalated('sales_manager'));
    await expect(delivery.deliver(queued)).rejects.toThrow('1 to be tried again');
    await expect(delivery.deliver(queued)).rejects.toThrow('1 to be tried again');
    const email = 'late@staff.example';
    await delivery.db
      .update(people)
      .set({ email })
      .where(eq(people.id, busy?.id ?? ''));
    expect(await delivery.deliver(queued)).toMatchObject([{ status: 'sent' }]);
    expect(mailsTo(ready)).toHaveLength(1);
    expect(delivery.mailbox.messages(email)).toHaveLength(1);
    expect((await delivery.messagesOf(queued))[0]).toMatchObject({ status: 'sent', attempts: 3 });
  });

  it('counts as sent when it has reached one of them, and shows whom it has not reached', async () => {
    const [lost] = await holdersOf('department_head', 'lost+refused@staff.example', 'found@staff.example');
    const queued = await delivery.queue(null, escalated('department_head'));
    expect(await delivery.deliver(queued)).toMatchObject([{ status: 'sent' }]);
    const deliveries = await delivery.deliveriesOf(queued);
    expect(deliveries.find(({ recipientId }) => recipientId === lost?.id)).toMatchObject({
      status: 'failed',
      lastError: 'SMTP 550 at RCPT TO',
    });
  });

  it('fails when nobody holds the role', async () => {
    await holdersOf('parts_clerk');
    const queued = await delivery.queue(null, escalated('parts_clerk'));
    expect(await delivery.deliver(queued)).toEqual([
      { messageId: queued.ids[0], status: 'failed', failedChannel: null, nextChannel: null },
    ]);
  });
});

describe('a message to a person', () => {
  it('names persons by name where the case knows their ids', async () => {
    const [technician] = await holdersOf('technician', 'tech@staff.example');
    const contact = await delivery.addContact();
    const queued = await delivery.queue(contact, {
      kind: 'assigned',
      variables: { technicianName: technician?.id ?? '' },
    });
    await delivery.deliver(queued);
    expect(delivery.mailbox.messages(contact.email ?? '')[0]?.text).toContain('Holder 0');
  });

  it('who owns a case goes to the role while they are away, and once they have left it', async () => {
    const [owner, other] = await holdersOf('service_lead', 'owner@staff.example', 'other@staff.example');
    const personId = owner?.id ?? '';
    const to = { type: 'person', personId, orRole: 'service_lead' } as const;
    const send = async () =>
      delivery.deliver(await delivery.queue(null, { ...escalated('service_lead'), to }));
    await send();
    expect([mailsTo(owner).length, mailsTo(other).length]).toEqual([1, 0]);
    const roster = dutyRosterRepository(delivery.db);
    const span = { startsAt: OPENED_AT, endsAt: SENT_AT + 3_600_000 };
    const { id } = await roster.createAbsence({ personId, ...span, reason: null });
    await send();
    expect([mailsTo(owner).length, mailsTo(other).length]).toEqual([1, 1]);
    await roster.deleteAbsence(id);
    await delivery.db.update(people).set({ active: false }).where(eq(people.id, personId));
    await send();
    expect([mailsTo(owner).length, mailsTo(other).length]).toEqual([1, 2]);
  });

  it('is not sent to somebody who has left', async () => {
    const [person] = await holdersOf('parts_lead', 'gone@staff.example');
    const personId = person?.id ?? '';
    await delivery.db.update(people).set({ active: false }).where(eq(people.id, personId));
    const queued = await delivery.queue(null, {
      ...escalated('parts_lead'),
      to: { type: 'person', personId },
    });
    expect(await delivery.deliver(queued)).toMatchObject([{ status: 'failed', nextChannel: null }]);
  });
});
