import { sql } from 'drizzle-orm';
import { check, index, jsonb, pgTable, text } from 'drizzle-orm/pg-core';
import type { PersonActor } from '../../workflows/domain/actors.ts';
import { MASS_HOLD_REASONS } from '../../workflows/domain/cases.ts';
import { id, instant, isOneOf } from './columns.ts';

/**
 * Holds on every open case of a region or of a product model, placed and resumed together. The instants are
 * those of the people who ordered them; each case counts its own pause by its own clock.
 */
export const massHolds = pgTable(
  'mass_holds',
  {
    id: id(),
    /** Cases of this region, if given. */
    region: text('region'),
    /** Cases about this product model, if given. */
    productModel: text('product_model'),
    reason: text('reason', { enum: MASS_HOLD_REASONS }).notNull(),
    /** As customers may read it. */
    text: text('text').notNull(),
    placedAt: instant('placed_at').notNull(),
    placedBy: jsonb('placed_by').notNull().$type<PersonActor>(),
    /** It ends by itself then; null: only when it is resumed. */
    untilAt: instant('until_at'),
    /** When it was resumed for all its cases. */
    endedAt: instant('ended_at'),
    endedBy: jsonb('ended_by').$type<PersonActor>(),
  },
  (table) => [
    index('mass_holds_newest').on(table.placedAt, table.id),
    check('mass_holds_reason_known', isOneOf(table.reason, MASS_HOLD_REASONS)),
    check('mass_holds_aimed', sql`num_nonnulls(${table.region}, ${table.productModel}) > 0`),
    check('mass_holds_ended_by_somebody', sql`(${table.endedAt} is null) = (${table.endedBy} is null)`),
  ],
);
