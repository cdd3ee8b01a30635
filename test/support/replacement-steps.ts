import { randomUUID } from 'node:crypto';
import { expect } from 'vitest';
import { PHOTO } from './evidence.ts';
import { stockOf } from './repair-parts-steps.ts';
import {
  assigns,
  checkedIn,
  classified,
  contacted,
  diagnosed,
  feeTold,
  followedUp,
  handedOver,
  resultTold,
  tested,
  windowAgreed,
} from './repair-steps.ts';
import { at, type Form, type Story } from './story.ts';
import type { World } from './world.ts';

/* Steps of stories in which a unit is replaced. */

export const writtenOff = (more: Form = {}): Form => ({
  ground: 'uneconomic',
  repairCostMinor: 340_000,
  unitValueMinor: 457_424,
  evidence: [PHOTO],
  disposal: 'scrap',
  ...more,
});

export const collected = (serialSeen: string, newSerial: string, more: Form = {}): Form => ({
  serialSeen,
  newSerial,
  condition: 'Scratched',
  accessories: ['Power supply'],
  ...more,
});

async function productId(world: World, model: string): Promise<string> {
  const { body } = await world.call('song.qi', 'GET', `/v1/products?text=${model}`);
  const { items } = body as { items: readonly { id: string; model: string }[] };
  return items.find((product) => product.model === model)?.id ?? '';
}

/** The customer of the case wants a product instead, as staff write down. */
export async function chosen(world: World, model: string, more: Form = {}): Promise<Form> {
  return {
    answer: 'replacement',
    kind: 'sameModel',
    productId: await productId(world, model),
    differenceMinor: 0,
    heardFrom: 'Emma Wong',
    ...more,
  };
}

export interface BrokenUnit {
  readonly story: Story;
  readonly serialNumber: string;
  readonly technician: string;
}

/** Registers a unit of the hotel. */
export async function registers(
  world: World,
  productModel: string,
  purchasedOn: string,
  serialNumber: string = randomUUID().slice(0, 8),
): Promise<string> {
  const registered = await world.call('li.na', 'POST', '/v1/units', {
    ...{ productModel, customer: 'harbour.hotel', serialNumber, purchasedOn },
  });
  expect(registered.status, JSON.stringify(registered.body)).toBe(201);
  return serialNumber;
}

interface Broken {
  readonly serialNumber: string;
  readonly place?: 'onSite' | 'workshop';
  readonly coverage?: 'warranty' | 'chargeable';
  readonly diagnosis?: Form;
}

/**
 * A laptop of the hotel, reported to company D on Thu 10-08 at 09:00 and diagnosed on Fri 10-09 at 14:00: on site, or
 * brought to the workshop.
 */
export async function laptopDiagnosed(world: World, broken: Broken): Promise<BrokenUnit> {
  const { serialNumber, place = 'onSite', coverage = 'warranty', diagnosis = {} } = broken;
  const story = await world.openRepair('emma.wong', '10-08 09:00', {
    company: 'D',
    channel: 'web',
    unit: { productModel: 'LB-15', serialNumber },
    site: { address: '1 Harbour Road', region: 'hongkong' },
    description: 'The laptop does not start',
  });
  await story.does('zhang.min', 'contactCustomer', contacted('10-08 09:00'));
  const fee = coverage === 'chargeable' ? feeTold('10-08 09:00') : {};
  await story.does('zhang.min', 'classify', classified({ place, skills: ['electronics'], ...fee }));
  const technician = await assigns(story, 'qian.wei', 'ma.chao');
  const window = windowAgreed('10-09 13:30', '10-09 15:00', { place, force: true });
  await story.does(technician, 'agreeAppointment', window);
  await story.goTo('10-09 14:00');
  if (place === 'onSite') await story.does(technician, 'checkIn', checkedIn('10-09 14:00'));
  else await story.does('zhang.min', 'receiveUnit', receivedUnit(serialNumber));
  const beyondRepair = { repairable: 'uneconomic', go: 'nothingToDo', evidence: [PHOTO] };
  await story.does(
    technician,
    'diagnose',
    diagnosed({ serialSeen: serialNumber, coverage, ...beyondRepair, ...diagnosis }),
  );
  return { story, serialNumber, technician };
}

const receivedUnit = (serialSeen: string): Form => ({
  at: at('10-09 14:00'),
  serialSeen,
  condition: 'Scratched',
  accessories: [],
  photos: [PHOTO],
});

/** Written off on Fri 10-09 at 15:00, with the approval of the general manager at once. */
export async function writesOff({ story, technician }: BrokenUnit, more: Form = {}): Promise<void> {
  await story.goTo('10-09 15:00');
  await story.does(technician, 'proposeScrap', writtenOff(more));
  await story.approves('zhao.ming', 'scrap');
}

/** The clerk hands the new unit out once the parts lead has signed. */
export async function handsOut(story: Story, technician: string, serial: string): Promise<void> {
  await story.approves('chen.hao', 'requisition');
  const { about } = await story.task('issueParts');
  const [line] = about['lines'] as readonly { readonly lineId: string }[];
  const lines = [{ lineId: line?.lineId, quantity: 1, serial }];
  await story.does('he.jing', 'issueParts', { lines, receivedBy: technician });
}

/** The technician comes again, on a day and time, with the new unit. */
export async function comesAgain({ story, technician }: BrokenUnit, day: string): Promise<void> {
  const [date = ''] = day.split(' ');
  const window = windowAgreed(`${date} 09:00`, `${date} 12:00`, { place: 'onSite', force: true });
  await story.does(technician, 'agreeAppointment', window);
  await story.goTo(day);
  await story.does(technician, 'checkIn', checkedIn(day));
}

/** Pieces of a whole unit arrive in the main store. */
export async function stocksUp(world: World, model: string, serials: readonly string[]): Promise<void> {
  const { partId } = await stockOf(world, model);
  const answer = await world.call('chen.hao', 'POST', '/v1/arrivals', {
    receiptNumber: `GR-${randomUUID()}`,
    locationCode: 'main',
    inspectedBy: 'gao.feng',
    at: at('10-08 08:00'),
    lines: [{ partId, accepted: serials.length, rejected: 0, serials }],
  });
  expect(answer.status, JSON.stringify(answer.body)).toBe(201);
}

/** Tested by the inspector, signed for, told and followed up. */
export async function accepts({ story, technician }: BrokenUnit, day: string): Promise<void> {
  await story.does('gao.feng', 'testUnit', tested());
  await story.does(technician, 'handOver', handedOver());
  await finishes(story, day);
}

/** What came of it is told, and followed up. */
export async function finishes(story: Story, day: string): Promise<void> {
  await story.does('zhang.min', 'tellResult', resultTold(day, 'yes'));
  await story.does('zhang.min', 'followUp', followedUp(day));
}

/** The old unit is disposed of, as a day's record says. */
export const scrapped = (day: string): Form => ({ recordNumber: 'SCR-1', disposal: 'scrap', at: at(day) });
