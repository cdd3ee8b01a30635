import { max } from 'drizzle-orm';
import type { Instant } from '../../workflows/domain/limits.ts';
import type { Transaction } from '../client.ts';
import { CALENDAR_PRESETS } from '../presets/calendars.ts';
import { HOLIDAY_SCHEME_PRESETS } from '../presets/holiday-schemes.ts';
import { POLICIES } from '../presets/policies/index.ts';
import { PRICE_LISTS } from '../presets/price-lists.ts';
import { calendars, holidaySchemes, holidaySchemeYears } from '../schema/calendars.ts';
import { policies, priceLists } from '../schema/policies.ts';

/** The first version of a preset counts since ever, so that cases may be entered under it at any date. */
const SINCE_EVER: Instant = 0;

/** Calendars, public holidays, service policies and price lists. */
export async function seedRules(tx: Transaction, at: Instant): Promise<void> {
  await seedHolidays(tx);
  await seedCalendars(tx, at);
  await seedPolicies(tx, at);
  await seedPriceLists(tx, at);
}

async function seedHolidays(tx: Transaction): Promise<void> {
  for (const { code, statutory, years } of HOLIDAY_SCHEME_PRESETS) {
    await tx.insert(holidaySchemes).values({ code, statutory }).onConflictDoNothing();
    const rows = Object.entries(years).map(([year, { off, work }]) => ({
      schemeCode: code,
      year: Number(year),
      off,
      work,
    }));
    await tx.insert(holidaySchemeYears).values(rows).onConflictDoNothing();
  }
}

async function seedCalendars(tx: Transaction, at: Instant): Promise<void> {
  const rows = Object.entries(CALENDAR_PRESETS).map(([code, definition]) => ({
    code,
    version: 1,
    definition,
    createdAt: at,
  }));
  await tx.insert(calendars).values(rows).onConflictDoNothing();
}

async function seedPolicies(tx: Transaction, at: Instant): Promise<void> {
  const stored = await tx
    .select({ company: policies.company, version: max(policies.version) })
    .from(policies)
    .groupBy(policies.company);
  const latest = new Map(stored.map(({ company, version }) => [company, version ?? 0]));
  for (const document of Object.values(POLICIES)) {
    const { company, version } = document;
    const known = latest.get(company);
    if (known !== undefined && known >= version) continue;
    const validFrom = known === undefined ? SINCE_EVER : at;
    await tx
      .insert(policies)
      .values({ company, version, document, validFrom, createdAt: at, createdBy: null });
  }
}

async function seedPriceLists(tx: Transaction, at: Instant): Promise<void> {
  const stored = await tx
    .select({ code: priceLists.code, version: max(priceLists.version) })
    .from(priceLists)
    .groupBy(priceLists.code);
  const latest = new Map(stored.map(({ code, version }) => [code, version ?? 0]));
  for (const document of PRICE_LISTS) {
    const { code, version } = document;
    const known = latest.get(code);
    if (known !== undefined && known >= version) continue;
    const validFrom = known === undefined ? SINCE_EVER : at;
    await tx
      .insert(priceLists)
      .values({ code, version, document, validFrom, createdAt: at, createdBy: null });
  }
}
