import { describe, expect, it } from 'vitest';
import { isStorableText, storable, storedIso, unstorablePointers } from '../../workflows/domain/storable.ts';

const HALF = '\ud83d';

describe('texts', () => {
  it('cannot be stored with U+0000 or half a surrogate pair', () => {
    expect(['', 'dark display', '泵 🛠', '\uFFFE'].map(isStorableText)).toEqual([true, true, true, true]);
    expect(['\u0000', `bad ${HALF} news`, '\udc00'].map(isStorableText)).toEqual([false, false, false]);
  });

  it('are pointed at wherever they stand, names of fields included', () => {
    const value = { a: ['x', HALF], 'b/c~': { d: '\u0000' }, [`e${HALF}`]: 1, f: null };
    expect(unstorablePointers(value)).toEqual(['/a/1', '/b~1c~0/d', '/e\uFFFD']);
    expect(unstorablePointers(HALF)).toEqual(['']);
    expect(unstorablePointers(undefined)).toEqual([]);
  });

  it('are looked at however deep they are nested', () => {
    const depth = 100_000;
    const value: unknown = JSON.parse(`${'['.repeat(depth)}"\\u0000"${']'.repeat(depth)}`);
    expect(unstorablePointers(value)).toEqual(['/0'.repeat(depth)]);
  });

  it('are mended, and everything else is left as it is', () => {
    const value = { a: ['x', `1${HALF}2`, 7, null, true], b: { c: 'no\u0000ne' }, [`e${HALF}`]: 1.5 };
    const mended = storable(value);
    expect(mended).toEqual({ a: ['x', '1\uFFFD2', 7, null, true], b: { c: 'no\uFFFDne' }, 'e\uFFFD': 1.5 });
    expect(unstorablePointers(mended)).toEqual([]);
  });
});

describe('instants', () => {
  it('are written with a year of four digits', () => {
    expect(storedIso(Date.parse('2026-05-29T16:00:00+08:00'))).toBe('2026-05-29T08:00:00.000Z');
    expect(storedIso(Date.parse('0000-01-01T00:00:00Z'))).toBe('0001-01-01T00:00:00.000Z');
    expect(storedIso(Date.parse('9999-12-31T23:59:59-12:00'))).toBe('9999-12-31T23:59:59.999Z');
  });
});
