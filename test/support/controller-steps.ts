import { randomUUID } from 'node:crypto';
import { expect } from 'vitest';
import { linesOf } from './repair-parts-steps.ts';
import {
  assigns,
  checkedIn,
  classified,
  contacted,
  diagnosed,
  feeTold,
  planned,
  received,
  windowAgreed,
} from './repair-steps.ts';
import type { Form, Story } from './story.ts';
import type { World } from './world.ts';

/* Stories of an industrial controller of a factory, each about a unit of its own: walks to where an edge begins. */

/** Registers a controller that no other case is about; inside its warranty throughout 2026 unless bought earlier. */
export async function newController(world: World, purchasedOn = '2026-01-12'): Promise<string> {
  const serialNumber = `CT900-${randomUUID().slice(0, 8)}`;
  const registered = await world.call('li.na', 'POST', '/v1/units', {
    ...{ productModel: 'CT-900', customer: 'yuanhang', serialNumber, purchasedOn },
  });
  expect(registered.status, JSON.stringify(registered.body)).toBe(201);
  return serialNumber;
}

export const reportOf = (serialNumber: string, more: Form = {}): Form => ({
  company: 'A',
  channel: 'web',
  unit: { productModel: 'CT-900', serialNumber },
  site: { address: 'Hall 3', region: 'city' },
  description: 'The display stays dark',
  ...more,
});

export interface ControllerCase {
  readonly story: Story;
  readonly serialNumber: string;
}

export interface Walk {
  readonly technician?: string;
  readonly place?: 'onSite' | 'workshop';
  readonly purchasedOn?: string;
  readonly report?: Form;
  readonly classification?: Form;
}

/** Reported at 09:00 of a working day, answered and classified at once. */
export async function controllerClassified(
  world: World,
  day: string,
  walk: Walk = {},
): Promise<ControllerCase> {
  const { purchasedOn, place = 'onSite', report = {}, classification = {} } = walk;
  const serialNumber = await newController(world, purchasedOn);
  const story = await world.openRepair('shen.qiang', `${day} 09:00`, reportOf(serialNumber, report));
  await story.does('zhang.min', 'contactCustomer', contacted(`${day} 09:00`));
  const fee = purchasedOn === undefined ? {} : feeTold(`${day} 09:00`);
  const facts = { place, skills: ['electronics'], ...fee, ...classification };
  await story.does('zhang.min', 'classify', classified(facts));
  return { story, serialNumber };
}

export type Visited = ControllerCase & { readonly technician: string };

/** The technician is at the unit at 10:10 of that day, or it has been brought to the workshop by then. */
export async function controllerVisited(world: World, day: string, walk: Walk = {}): Promise<Visited> {
  const { technician = 'huang.lin', place = 'onSite' } = walk;
  const { story, serialNumber } = await controllerClassified(world, day, walk);
  await assigns(story, 'wang.lei', technician);
  await story.does(technician, 'agreeAppointment', windowAgreed(`${day} 10:00`, `${day} 12:00`, { place }));
  await story.goTo(`${day} 10:10`);
  if (place === 'onSite') await story.does(technician, 'checkIn', checkedIn(`${day} 10:10`));
  else {
    const unit = received(`${day} 10:10`, { serialSeen: serialNumber });
    await story.does('zhang.min', 'receiveUnit', unit);
  }
  return { story, serialNumber, technician };
}

/** What a technician finds inside the warranty. */
export const ownFault = (serialSeen: string, more: Form = {}): Form =>
  diagnosed({ serialSeen, causedBy: 'product', coverage: 'warranty', ...more });

/** A free repair whose plan is approved: work may begin, or parts are asked for. */
export async function controllerPlanned(
  world: World,
  day: string,
  parts: readonly Form[],
  walk: Walk = {},
): Promise<Visited> {
  const visited = await controllerVisited(world, day, walk);
  const { story, serialNumber, technician } = visited;
  await story.does(technician, 'diagnose', ownFault(serialNumber));
  await story.does(technician, 'planWork', planned(`${day} 18:00`, { parts }));
  const { role } = await story.pending('plan');
  await story.approves(role === 'repair_lead' ? 'wang.lei' : 'sun.yan', 'plan');
  return visited;
}

/** The first line of the case that has pieces in a state. */
export async function lineIn(story: Story, state: 'reserved' | 'short' | 'issued'): Promise<string> {
  const line = (await linesOf(story)).find(({ quantities }) => (quantities[state] ?? 0) > 0);
  expect(line, `no line is ${state}`).toBeDefined();
  return line?.id ?? '';
}
