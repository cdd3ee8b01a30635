import { effect } from '../../runtime/effects.ts';
import { effects } from '../effects.ts';
import type { RepairCase } from '../repair.case.ts';
import { reportedUnit } from '../visits/reported-unit.ts';
import { unitInPlace } from '../visits/whereabouts.ts';

/** What the unit is worth now and from which cost on its repair is uneconomic, in minor units (2 `uneconomicPercent`, R-15). */
export interface WorthOfUnit {
  /** Null: the price or the age of the unit is unknown. */
  readonly unitValueMinor: number | null;
  readonly currency: string | null;
  readonly uneconomicPercent: number;
  readonly uneconomicAboveMinor: number | null;
}

export async function worthOfUnit(c: RepairCase): Promise<WorthOfUnit> {
  const { valueMinor, currency } = await effect(() =>
    effects.unitValue({
      ...unitInPlace(c),
      purchasedOn: reportedUnit(c).purchasedOn ?? null,
      timeZone: c.state.opening.timeZone,
      at: c.now(),
    }),
  );
  const { uneconomicPercent } = c.policy;
  return {
    unitValueMinor: valueMinor,
    currency,
    uneconomicPercent,
    uneconomicAboveMinor: valueMinor === null ? null : Math.round((valueMinor * uneconomicPercent) / 100),
  };
}
