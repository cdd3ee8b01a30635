import { describe, expect, it } from 'vitest';
import { derivedId } from '../../api/routes/request-keys.ts';
import { fromIsoDuration } from '../../api/schemas/case-durations.ts';
import { factsToApi, formFromApi, formToApi } from '../../api/schemas/form-values.ts';
import { repairForms } from '../../workflows/repair/repair.forms.ts';

const AT = Date.parse('2026-05-29T16:20:00+08:00');

describe('a form', () => {
  it('is in epoch milliseconds inside and in ISO 8601 outside, wherever its schema says instant', () => {
    const outside = { way: 'purchase', expectedAt: '2026-05-29T16:20:00+08:00', reference: 'PO-1' };
    const inside = formFromApi(repairForms.sourceLine, outside);
    expect(inside).toEqual({ way: 'purchase', expectedAt: AT, reference: 'PO-1' });
    expect(formToApi(repairForms.sourceLine, inside, 'Asia/Shanghai')).toEqual(outside);
  });

  it('finds instants in groups and lists, and leaves every other number alone', () => {
    const schema = {
      properties: {
        visits: { items: { properties: { seen: { format: 'date-time' }, minutes: { type: 'integer' } } } },
      },
    };
    const form = { visits: [{ seen: '2026-05-29T08:20:00Z', minutes: 20 }] };
    expect(formFromApi(schema, form)).toEqual({ visits: [{ seen: AT, minutes: 20 }] });
  });
});

describe('recorded facts', () => {
  it('show instants by their names, at any depth', () => {
    expect(
      factsToApi(
        { dueAt: AT, window: { from: AT, to: AT }, amountMinor: AT, level: 1, validUntil: null, until: AT },
        'UTC',
      ),
    ).toEqual({
      dueAt: '2026-05-29T08:20:00Z',
      window: { from: '2026-05-29T08:20:00Z', to: '2026-05-29T08:20:00Z' },
      amountMinor: AT,
      level: 1,
      validUntil: null,
      until: '2026-05-29T08:20:00Z',
    });
  });
});

describe('a derived id', () => {
  it('is a UUID of version 5, the same for the same parts and another for any other', () => {
    const id = derivedId('one', 'two');
    expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(derivedId('one', 'two')).toBe(id);
    expect(new Set([id, derivedId('onet', 'wo'), derivedId('two', 'one'), derivedId('one')]).size).toBe(4);
  });
});

describe('a duration', () => {
  it('is read in days, hours, minutes and seconds', () => {
    expect(fromIsoDuration('P3DT4H')).toBe(3 * 86_400_000 + 4 * 3_600_000);
    expect(fromIsoDuration('PT90S')).toBe(90_000);
  });

  it('of months, or of nothing, is refused', () => {
    for (const text of ['P1M', 'P', 'PT', '1H'])
      expect(() => fromIsoDuration(text)).toThrow('is not a duration');
  });
});
