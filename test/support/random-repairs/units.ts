import { randomUUID } from 'node:crypto';
import { expect } from 'vitest';
import type { Form } from '../story.ts';
import type { World } from '../world.ts';
import type { Choices } from './choices.ts';

/** A unit of one of the companies, and who reports it. */
export interface ReportedUnit {
  readonly reporter: string;
  readonly skills: readonly string[];
  readonly report: Form;
}

interface Make {
  readonly company: string;
  readonly productModel: string;
  readonly customer: string;
  readonly reporter: string;
  readonly skills: readonly string[];
  readonly ownership?: 'lent';
}

const CONTROLLER = {
  productModel: 'CT-900',
  customer: 'yuanhang',
  reporter: 'shen.qiang',
  skills: ['electronics'],
};

const MAKES: readonly [Make, ...Make[]] = [
  { company: 'A', ...CONTROLLER },
  {
    ...{ company: 'B', productModel: 'WD-2200', customer: 'chen.xiao', reporter: 'chen.xiao.self' },
    skills: ['furniture'],
  },
  { company: 'C', ...CONTROLLER },
  {
    ...{ company: 'D', productModel: 'LB-15', customer: 'harbour.hotel', reporter: 'emma.wong' },
    skills: ['electronics'],
  },
  {
    ...{
      company: 'E',
      productModel: 'CL-650',
      customer: 'sunshine.school',
      reporter: 'zhu.li',
      ownership: 'lent',
    },
    skills: ['refrigeration'],
  },
];

/** A new unit inside or outside its warranty, reported by its customer. */
export async function randomUnit(world: World, choose: Choices): Promise<ReportedUnit> {
  const { company, productModel, customer, reporter, skills, ownership } = choose.oneOf(...MAKES);
  const unit = { productModel, serialNumber: `${productModel}-${randomUUID().slice(0, 8)}` };
  const purchasedOn = choose.oneOf('2026-01-02', '2021-03-01');
  const registered = await world.call('li.na', 'POST', '/v1/units', {
    ...unit,
    ...{ customer, purchasedOn },
    ...(ownership === undefined ? {} : { ownership }),
  });
  expect(registered.status, JSON.stringify(registered.body)).toBe(201);
  const isUrgent = choose.chance(15);
  return {
    ...{ reporter, skills },
    report: {
      ...{ company, channel: 'web', unit, description: 'It does not work' },
      site: { address: 'Hall 3', region: choose.oneOf('city', 'jiangsu', 'hongkong') },
      ...(isUrgent ? { urgentWanted: true, urgentReasons: ['safety'] } : {}),
    },
  };
}
