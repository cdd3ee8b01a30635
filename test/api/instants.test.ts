import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeCursor, encodeCursor } from '../../api/schemas/cursor.ts';
import { fromIso, toIso } from '../../api/schemas/instants.ts';

const ZONES = [
  'UTC',
  'Asia/Shanghai',
  'Asia/Kolkata',
  'America/New_York',
  'Australia/Lord_Howe',
  'America/St_Johns',
];

describe('instants', () => {
  it('are written with the offset of the zone at that instant', () => {
    const winter = Date.parse('2026-01-15T12:00:00Z');
    const summer = Date.parse('2026-07-15T12:00:00.250Z');
    expect(toIso(winter)).toBe('2026-01-15T12:00:00Z');
    expect(toIso(winter, 'Asia/Shanghai')).toBe('2026-01-15T20:00:00+08:00');
    expect(toIso(winter, 'America/New_York')).toBe('2026-01-15T07:00:00-05:00');
    expect(toIso(summer, 'America/New_York')).toBe('2026-07-15T08:00:00.250-04:00');
    expect(toIso(winter, 'Asia/Kolkata')).toBe('2026-01-15T17:30:00+05:30');
  });

  it('read back as what they were, in every zone', () => {
    const instants = fc.integer({ min: 0, max: Date.parse('2199-12-31T00:00:00Z') });
    fc.assert(
      fc.property(instants, fc.constantFrom(...ZONES), (instant, zone) => {
        expect(fromIso(toIso(instant, zone))).toBe(instant);
      }),
    );
  });
});

describe('cursors', () => {
  it('come back as the keys they were made of', () => {
    fc.assert(
      fc.property(fc.string(), fc.integer(), (text, number) => {
        expect(decodeCursor(encodeCursor([text, number]), ['string', 'number'])).toEqual([text, number]);
      }),
    );
  });

  it('of other lists are refused', () => {
    expect(() => decodeCursor(encodeCursor(['a']), ['number'])).toThrow('cursor');
    expect(() => decodeCursor(encodeCursor(['a', 'b']), ['string'])).toThrow('cursor');
  });
});
