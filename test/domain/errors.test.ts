import { describe, expect, it } from 'vitest';
import {
  faultsBelow,
  invalid,
  invalidFields,
  invalidWhole,
  refusedAt,
  requireFaultless,
} from '../../workflows/domain/errors.ts';

describe('a refusal of a field', () => {
  it('says field and fault where nothing else is said about the whole input', () => {
    expect(invalid('/until', 'must lie ahead')).toMatchObject({
      code: 'INVALID',
      message: '/until must lie ahead',
      faults: [{ pointer: '/until', message: 'must lie ahead' }],
      details: {},
    });
  });

  it('brings along what is said about the whole input, its facts and its cause', () => {
    const cause = new Error('the first one');
    const details = { remainder: 2 };
    expect(
      refusedAt('OVER_QUANTITY', '/lines/0', 'at most 2', 'Only 2 are left', { details, cause }),
    ).toMatchObject({
      code: 'OVER_QUANTITY',
      message: 'Only 2 are left',
      faults: [{ pointer: '/lines/0', message: 'at most 2' }],
      details,
      cause,
    });
  });

  it('says a whole sentence as it stands, for the field and for the input', () => {
    expect(invalidWhole('/to', 'The end lies before the beginning')).toMatchObject({
      message: 'The end lies before the beginning',
      faults: [{ pointer: '/to', message: 'The end lies before the beginning' }],
    });
  });
});

describe('a refusal of several fields', () => {
  const faults = [
    { pointer: '/a', message: 'is missing' },
    { pointer: '/b/0', message: 'must be 1' },
  ];

  it('names all of them', () => {
    expect(invalidFields(faults)).toMatchObject({ message: '/a is missing; /b/0 must be 1', faults });
  });

  it('is made only where a check has found something', () => {
    expect(() => {
      requireFaultless([], 'Wrong');
    }).not.toThrow();
    expect(() => {
      requireFaultless(faults, 'Wrong');
    }).toThrow(invalidFields(faults, 'Wrong'));
  });

  it('points into the whole where a part was checked', () => {
    expect(faultsBelow('/document', faults).map(({ pointer }) => pointer)).toEqual([
      '/document/a',
      '/document/b/0',
    ]);
  });
});
