import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  allocateArrival,
  inHandOf,
  isLineSettled,
  piecesOf,
  swapLots,
  takeFromLots,
  type LotQuantity,
} from '../../workflows/domain/parts.ts';

const LOTS = fc.array(
  fc.record({ lot: fc.constantFrom('A', 'B', 'C'), quantity: fc.integer({ min: 1, max: 9 }) }),
  { maxLength: 6 },
);
const pieces = (lots: readonly LotQuantity[]) => lots.reduce((sum, { quantity }) => sum + quantity, 0);

describe('taking from lots', () => {
  it('empties older lots before younger ones and says what is left', () => {
    const lots = [
      { lot: 'young', free: 5, firstReceivedAt: 2 },
      { lot: 'old', free: 2, firstReceivedAt: 1 },
    ];
    expect(takeFromLots(lots, 3)).toEqual({
      taken: [
        { lot: 'old', quantity: 2 },
        { lot: 'young', quantity: 1 },
      ],
      left: [
        { lot: 'old', free: 0, firstReceivedAt: 1 },
        { lot: 'young', free: 4, firstReceivedAt: 2 },
      ],
    });
  });

  it('takes what there is when it is not enough', () => {
    expect(takeFromLots([{ lot: '', free: 1, firstReceivedAt: 0 }], 3).taken).toEqual([
      { lot: '', quantity: 1 },
    ]);
  });
});

describe('swapping reserved lots for the lots at hand', () => {
  it('does nothing when the reserved lots are taken', () => {
    const reserved = [{ lot: 'A', quantity: 2 }];
    expect(swapLots(reserved, [{ lot: 'A', quantity: 1 }])).toEqual({ release: [], reserve: [] });
  });

  it('leaves enough reserved in every lot that is issued, and as many in all as before', () => {
    fc.assert(
      fc.property(LOTS, LOTS, (reservedLots, issue) => {
        const lots = [...new Set(reservedLots.map(({ lot }) => lot))];
        const reserved = lots.map((lot) => ({ lot, quantity: piecesOf(reservedLots, lot) }));
        fc.pre(pieces(issue) <= pieces(reserved));
        const { release, reserve } = swapLots(reserved, issue);
        expect(pieces(release)).toBe(pieces(reserve));
        for (const lot of ['A', 'B', 'C']) {
          const left = piecesOf(reserved, lot) - piecesOf(release, lot) + piecesOf(reserve, lot);
          expect(left).toBeGreaterThanOrEqual(piecesOf(issue, lot));
        }
      }),
    );
  });
});

describe('dividing an arrival', () => {
  it('serves urgent lines first, then by instant of signature', () => {
    const waiting = [
      { lineId: 'late', urgent: false, signedAt: 30, short: 2 },
      { lineId: 'early', urgent: false, signedAt: 10, short: 2 },
      { lineId: 'urgent', urgent: true, signedAt: 40, short: 1 },
    ];
    expect(allocateArrival(4, waiting)).toEqual({
      allocations: [
        { lineId: 'urgent', quantity: 1 },
        { lineId: 'early', quantity: 2 },
        { lineId: 'late', quantity: 1 },
      ],
      free: 0,
    });
  });

  it('gives out every piece once, and nobody more than is missing', () => {
    const lines = fc.uniqueArray(
      fc.record({
        lineId: fc.uuid(),
        urgent: fc.boolean(),
        signedAt: fc.nat(5),
        short: fc.integer({ min: 1, max: 5 }),
      }),
      { selector: (line) => line.lineId, maxLength: 8 },
    );
    fc.assert(
      fc.property(fc.nat(40), lines, (quantity, waiting) => {
        const { allocations, free } = allocateArrival(quantity, waiting);
        const given = allocations.reduce((sum, share) => sum + share.quantity, 0);
        expect(given + free).toBe(quantity);
        for (const { lineId, quantity: share } of allocations) {
          expect(share).toBeLessThanOrEqual(waiting.find((line) => line.lineId === lineId)?.short ?? 0);
        }
        const missing = waiting.reduce((sum, line) => sum + line.short, 0);
        expect(free).toBe(Math.max(0, quantity - missing));
      }),
    );
  });
});

describe('a requisition line', () => {
  const line = {
    signed: 4,
    reserved: 0,
    short: 0,
    issued: 3,
    consumed: 1,
    returned: 1,
    damaged: 0,
    lost: 0,
    givenUp: 1,
  };

  it('is in hand as far as issued pieces are not accounted for', () => {
    expect(inHandOf(line)).toBe(1);
    expect(isLineSettled(line)).toBe(false);
  });

  it('is settled when nothing is reserved, short or in hand', () => {
    expect(isLineSettled({ ...line, lost: 1 })).toBe(true);
    expect(isLineSettled({ ...line, lost: 1, short: 1, givenUp: 0 })).toBe(false);
  });
});
