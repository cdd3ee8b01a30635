import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { customersRepository } from '../../db/repositories/customers.repository.ts';
import { peopleRepository } from '../../db/repositories/people.repository.ts';
import { download, textOfPdf } from '../support/documents.ts';
import { soon, stockOf } from '../support/repair-parts-steps.ts';
import {
  assigns,
  checkedIn,
  classified,
  contacted,
  diagnosed,
  handedOver,
  planned,
  resultTold,
  tested,
  windowAgreed,
  worked,
} from '../support/repair-steps.ts';
import type { Story } from '../support/story.ts';
import { openWorld, type World } from '../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(async () => {
  await world.close();
});

const SERIAL = 'CT900-26-00031';

async function textFor(story: Story, who: string, suffix: string): Promise<string> {
  const answer = await download(story, who, suffix, 'application/pdf');
  expect(answer.status, suffix).toBe(200);
  return textOfPdf(answer.body);
}

/** Reported to company A on Mon 06-08 and signed for on the same day; the customer is not satisfied. */
async function repairedInVain(): Promise<{ story: Story; technician: string }> {
  const story = await world.openRepair('shen.qiang', '06-08 09:00', {
    ...{ company: 'A', channel: 'web', unit: { productModel: 'CT-900', serialNumber: SERIAL } },
    site: { address: '星湖街 218 号', region: 'jiangsu' },
    description: '控制器过热停机',
  });
  await story.does('zhang.min', 'contactCustomer', contacted('06-08 09:00'));
  await story.does('zhang.min', 'classify', classified({ skills: ['electronics'] }));
  const technician = await visited(story, '06-08');
  await story.does(technician, 'planWork', planned('06-09 18:00'));
  await story.approves('wang.lei', 'plan');
  await works(story, technician, '06-08 10:00');
  await story.does('zhang.min', 'tellResult', resultTold('06-08 10:00', 'no'));
  return { story, technician };
}

async function visited(story: Story, day: string): Promise<string> {
  const technician = await assigns(story, 'wang.lei');
  await story.does(technician, 'agreeAppointment', windowAgreed(`${day} 10:00`, `${day} 12:00`));
  await story.goTo(`${day} 10:00`);
  await story.does(technician, 'checkIn', checkedIn(`${day} 10:00`));
  await story.does(technician, 'diagnose', diagnosed({ serialSeen: SERIAL, coverage: 'warranty' }));
  return technician;
}

async function works(story: Story, technician: string, day: string): Promise<void> {
  await soon(() => story.task('doWork'));
  await story.does(technician, 'doWork', worked(day, day));
  await story.does(technician, 'testUnit', tested());
  await story.does(technician, 'handOver', handedOver());
}

/** They marry and move, as it is entered in the master data. */
async function renames(handle: string, name: string): Promise<string> {
  const people = peopleRepository(world.db);
  const person = await people.findOptionalByHandle(handle);
  if (person === undefined) throw new Error(`Nobody has the handle ${handle}`);
  await people.update(person.id, person.version, { name }, Date.now());
  return person.name;
}

async function moves(customerId: unknown, name: string, address: string) {
  const customers = customersRepository(world.db);
  const before = await customers.findById(String(customerId));
  await customers.update(before.id, before.version, { name, address }, Date.now());
  return before;
}

describe('names on documents (R-20)', () => {
  it('are those of the time that a document tells of, whoever marries or moves afterwards', async () => {
    const { story, technician } = await repairedInVain();
    await story.settled();
    const before = {
      technician: await renames(technician, '欧阳慧'),
      lead: await renames('wang.lei', '王雷明'),
      customer: await moves((await story.read())['customerId'], '远航精密制造', '无锡市新吴区长江路 1 号'),
    };

    await story.goTo('06-09 09:00');
    const second = await visited(story, '06-09');
    const parts = [{ partId: (await stockOf(world, 'FN-80')).partId, quantity: 1 }];
    await story.does('wang.lei', 'planWork', planned('06-10 18:00', { parts }));
    await story.approves('sun.yan', 'plan');
    await soon(() => story.pending('requisition'));
    expect(second).not.toBe(technician);

    const sheet = await textFor(story, 'zhang.min', '-D1');
    expect(sheet).toContain(`技术员 ${before.technician}`);
    expect(sheet).toContain(before.customer.name);
    expect(sheet).not.toContain('欧阳慧');
    for (const suffix of ['', '-D1', '-P1', '-W1.1', '-W1.1T', '-S']) {
      const text = await textFor(story, 'zhang.min', suffix);
      expect(text, suffix).toContain(before.customer.address);
      for (const later of ['欧阳慧', '王雷明', '远航精密制造', '长江路'])
        expect(text, suffix).not.toContain(later);
    }
    for (const suffix of ['-D2', '-P2']) {
      const text = await textFor(story, 'zhang.min', suffix);
      for (const known of ['王雷明', '远航精密制造', '无锡市新吴区长江路 1 号'])
        expect(text, suffix).toContain(known);
    }
  });
});

describe('a requisition (B3.6)', () => {
  it('names the lead as the one who asks, where the lead planned', async () => {
    const { story } = await repairedInVain();
    await story.goTo('06-09 09:00');
    await visited(story, '06-09');
    const parts = [{ partId: (await stockOf(world, 'FN-80')).partId, quantity: 1 }];
    await story.does('wang.lei', 'planWork', planned('06-10 18:00', { parts }));
    await story.approves('sun.yan', 'plan');
    await soon(() => story.pending('requisition'));
    const lead = await peopleRepository(world.db).findOptionalByHandle('wang.lei');
    expect(await textFor(story, 'zhang.min', '-R1')).toContain(`申请人 ${lead?.name ?? ''}`);
  });
});
