import { randomUUID } from 'node:crypto';
import { at, type Form } from '../story.ts';
import type { Answer, World } from '../world.ts';
import type { Choices } from './choices.ts';

/* What comes from outside the case: deliveries, and payments that a provider reports. */

/** How single pieces of the parts are told apart. */
const DELIVERED: Readonly<Record<string, (pieces: number) => Form>> = {
  'HG-110': () => ({}),
  'FN-80': () => ({}),
  'SW-01': () => ({ lot: 'SW01-2606' }),
  'CB-900': serials,
  'LM-24': serials,
  'LB-15': serials,
  'CL-650': serials,
  'WD-2200': serials,
};

function serials(pieces: number): Form {
  return { serials: Array.from({ length: pieces }, () => `S-${randomUUID().slice(0, 8)}`) };
}

/** An inspected delivery of one or two parts; some pieces may be rejected, and some reports come twice. */
export async function delivery(world: World, choose: Choices, now: string): Promise<readonly Answer[]> {
  const [first = '', ...others] = Object.keys(DELIVERED);
  const numbers = new Set([choose.oneOf(first, ...others), choose.oneOf(first, ...others)]);
  const lines = [...numbers].map((partNumber) => {
    const accepted = choose.between(1, 2);
    const rejected = choose.chance(20) ? { rejected: 1, rejectionReason: 'Broken on arrival' } : {};
    return { partNumber, accepted, ...rejected, ...DELIVERED[partNumber]?.(accepted) };
  });
  const receipt = {
    receiptNumber: `GR-${randomUUID().slice(0, 8)}`,
    ...{ locationCode: 'main', inspectedBy: 'gao.feng', at: at(now), lines },
  };
  const deliver = (): Promise<Answer> => world.call('chen.hao', 'POST', '/v1/arrivals', receipt);
  return choose.chance(25) ? Promise.all([deliver(), deliver()]) : [await deliver()];
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
