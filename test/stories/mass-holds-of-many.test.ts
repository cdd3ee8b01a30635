import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Answer, openWorld, type World } from '../support/world.ts';

const CASES = 500;
const AT_ONCE = 20;
/** Opening them takes most of it. */
const PATIENCE_MS = 480_000;

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(async () => {
  await world.close();
});

/** A busy machine answers 503 now and then: the same request with the same key opens the same case. */
async function openAfterAll(key: string): Promise<Answer> {
  const body = {
    company: 'A',
    channel: 'web',
    unit: { productModel: 'CT-900' },
    site: { address: 'Hall 3', region: 'fujian' },
    description: 'The display stays dark',
  };
  for (;;) {
    const answer = await world.call('shen.qiang', 'POST', '/v1/repairs', body, key);
    if (answer.status !== 503) return answer;
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
}

async function openMany(): Promise<void> {
  let left = CASES;
  const openOneByOne = async (): Promise<void> => {
    while (left > 0) {
      left -= 1;
      const opened = await openAfterAll(`case-${left}`);
      expect([201, 202]).toContain(opened.status);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, openOneByOne));
}

interface MassHoldView {
  readonly id: string;
  readonly cases: { readonly told: number; readonly held: number; readonly resumed: number };
}

async function until(url: string, expected: MassHoldView['cases']): Promise<void> {
  for (;;) {
    const { cases } = (await world.call('sun.yan', 'GET', url)).body as MassHoldView;
    if (JSON.stringify(cases) === JSON.stringify(expected)) return;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

it(
  `${CASES} cases are held and resumed together, without leaving one out`,
  async () => {
    await openMany();
    const { body } = await world.call('sun.yan', 'POST', '/v1/mass-holds', {
      productModel: 'CT-900',
      reason: 'recall',
      text: 'The power supply is replaced in all units',
    });
    const { id } = body as MassHoldView;
    const url = `/v1/mass-holds/${id}`;
    await until(url, { told: CASES, held: CASES, resumed: 0 });
    await world.call('sun.yan', 'POST', `${url}/resume`, {});
    await until(url, { told: CASES, held: 0, resumed: CASES });
  },
  PATIENCE_MS,
);
