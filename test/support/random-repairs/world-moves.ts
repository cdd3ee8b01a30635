import { randomUUID } from 'node:crypto';
import { linesOf } from '../repair-parts-steps.ts';
import { at, type Form, type Story } from '../story.ts';
import type { Answer, World } from '../world.ts';
import type { Choices } from './choices.ts';

/* What comes from outside the case: deliveries, and payments that a provider reports. */

/** How single pieces of the parts are told apart. */
const DELIVERED: Readonly<Record<string, (pieces: number) => Form>> = {
  'HG-110': () => ({}),
  'HG-105': () => ({}),
  'FN-80': () => ({}),
  'SW-01': () => ({ lot: 'SW01-2606' }),
  'SW-02': () => ({ lot: 'SW02-2606' }),
  'RF-290': () => ({ lot: 'RF290-2606' }),
  'CB-900': serials,
  'LM-24': serials,
  'LB-15': serials,
  'CL-650': serials,
  'WD-2200': serials,
};

function serials(pieces: number): Form {
  return { serials: Array.from({ length: pieces }, () => `S-${randomUUID().slice(0, 8)}`) };
}

function lineOf(partNumber: string, accepted: number, more: Form = {}): Form {
  return { partNumber, accepted, ...more, ...DELIVERED[partNumber]?.(accepted) };
}

/** A delivery that was inspected; some are reported twice. */
async function deliver(
  world: World,
  now: string,
  lines: readonly Form[],
  isTwice: boolean,
): Promise<readonly Answer[]> {
  const receipt = {
    receiptNumber: `GR-${randomUUID().slice(0, 8)}`,
    ...{ locationCode: 'main', inspectedBy: 'gao.feng', at: at(now), lines },
  };
  const report = (): Promise<Answer> => world.call('chen.hao', 'POST', '/v1/arrivals', receipt);
  return isTwice ? Promise.all([report(), report()]) : [await report()];
}

/** A delivery of one or two parts; some pieces may be rejected. */
export function delivery(world: World, choose: Choices, now: string): Promise<readonly Answer[]> {
  const [first = '', ...others] = Object.keys(DELIVERED);
  const numbers = new Set([choose.oneOf(first, ...others), choose.oneOf(first, ...others)]);
  const lines = [...numbers].map((partNumber) => {
    const accepted = choose.between(1, 2);
    return lineOf(
      partNumber,
      accepted,
      choose.chance(20) ? { rejected: 1, rejectionReason: 'Broken on arrival' } : {},
    );
  });
  return deliver(world, now, lines, choose.chance(25));
}

/** What a case waits for comes, all of it. Empty: it waits for nothing that was ordered. */
export async function awaitedDelivery(story: Story, now: string): Promise<readonly Answer[]> {
  const awaited = (await linesOf(story)).filter(
    ({ shortage, part }) => shortage?.['state'] === 'sourced' && part.number in DELIVERED,
  );
  if (awaited.length === 0) return [];
  const short = new Map<string, number>();
  for (const { part, quantities } of awaited) {
    short.set(part.number, (short.get(part.number) ?? 0) + (quantities['short'] ?? 0));
  }
  return deliver(
    story.world,
    now,
    [...short].map(([number, pieces]) => lineOf(number, pieces)),
    false,
  );
}

/** A payment as the provider reports it: as much as is open, less, or more; some twice. */
export async function reportedPayment(
  world: World,
  choose: Choices,
  { caseId, now, openMinor }: { readonly caseId: string; readonly now: string; readonly openMinor: number },
): Promise<readonly Answer[]> {
  const amountMinor = Math.max(1, choose.oneOf(openMinor, Math.ceil(openMinor / 2), openMinor + 500));
  const payment = { caseId, amountMinor, reference: `pay-${randomUUID()}`, paidAt: at(now) };
  const report = (): Promise<Answer> => world.call('lin.xia', 'POST', '/v1/provider-payments', payment);
  return choose.chance(30) ? Promise.all([report(), report()]) : [await report()];
}
