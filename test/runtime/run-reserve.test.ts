import { describe, expect, it } from 'vitest';
import { isFilled, isLong } from '../../workflows/runtime/run-reserve.ts';

describe('a run of a case', () => {
  const empty = { updates: 0, events: 0, bytes: 0 };

  it('is filled well before the server refuses the 2001st update or ends it at 51 200 events or 50 MiB', () => {
    expect(isFilled({ updates: 1_499, events: 39_999, bytes: 40 * 1024 * 1024 - 1 })).toBe(false);
    expect(isFilled({ ...empty, updates: 1_500 })).toBe(true);
    expect(isFilled({ ...empty, events: 40_000 })).toBe(true);
    expect(isFilled({ ...empty, bytes: 40 * 1024 * 1024 })).toBe(true);
  });

  it('is told of as long while there is time to see to what its phase waits for', () => {
    expect(isLong({ updates: 499, events: 9_999, bytes: 10 * 1024 * 1024 - 1 })).toBe(false);
    expect(isLong({ ...empty, updates: 500 })).toBe(true);
    expect(isLong({ ...empty, events: 10_000 })).toBe(true);
    expect(isFilled({ ...empty, events: 10_000 })).toBe(false);
  });
});
