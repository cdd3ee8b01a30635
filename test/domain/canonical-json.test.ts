import { expect, it } from 'vitest';
import { canonicalJson } from '../../workflows/domain/canonical-json.ts';

it('the same content gives the same text, in whatever order its fields stand', () => {
  const one = { b: [{ y: 1, x: '2' }], a: null, left: undefined };
  expect(canonicalJson(one)).toBe('{"a":null,"b":[{"x":"2","y":1}]}');
  expect(canonicalJson({ a: null, b: [{ x: '2', y: 1 }] })).toBe(canonicalJson(one));
  expect(canonicalJson([1, 2])).not.toBe(canonicalJson([2, 1]));
});
