import type pg from 'pg';

/** One statement each, as little as a record can be. */
export interface BareActivities {
  insertRow(id: string): Promise<void>;
  updateRow(id: string): Promise<void>;
}

export const BARE_TABLE = `create table bare_cases (
  id uuid primary key, steps integer not null, changed_at timestamptz not null)`;

export const bareActivities = (pool: pg.Pool): BareActivities => ({
  async insertRow(id) {
    await pool.query({
      name: 'insert_row',
      text: 'insert into bare_cases values ($1, 0, $2) on conflict do nothing',
      values: [id, new Date()],
    });
  },
  async updateRow(id) {
    await pool.query({
      name: 'update_row',
      text: 'update bare_cases set steps = steps + 1, changed_at = $2 where id = $1',
      values: [id, new Date()],
    });
  },
});
