import { describe, expect, it } from 'vitest';
import { query } from '../../local/postgres.ts';
import { createTestDatabase } from '../support/test-database.ts';

describe('The databases of tests', () => {
  it('are seeded, and what one test file writes no other sees', async () => {
    const [one, other] = await Promise.all([createTestDatabase(), createTestDatabase()]);
    const people = await query(one.url, 'SELECT handle FROM people');
    expect(people.length).toBeGreaterThan(0);
    await query(one.url, 'CREATE TABLE mine (id int)');
    await expect(query(other.url, 'SELECT * FROM mine')).rejects.toThrow(/does not exist/);
    await Promise.all([one.drop(), other.drop()]);
  });
});
