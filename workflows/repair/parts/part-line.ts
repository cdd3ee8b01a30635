import type { Instant } from '../../domain/limits.ts';

/** A line of a signed or asked requisition. */
export interface PartLine {
  readonly lineId: string;
  readonly partId: string;
  readonly partName: string;
  readonly quantity: number;
  readonly reserved: number;
  readonly short: number;
  readonly issued: number;
  readonly consumed: number;
  /** When what is short of the line became short. */
  readonly shortSince: Instant;
  /** Null until one is found, and again when its delivery was rejected. */
  readonly source: LineSource | null;
  /** The request that looks after the line beside the phases; left out: the phases do. */
  readonly beside?: number | undefined;
  /** Instead of another part; left out: as asked for, or from before this was kept. */
  readonly isSubstitute?: boolean;
}

/** Where what is short comes from, and when, as the customer was told. */
export interface LineSource {
  readonly way: 'purchase' | 'production' | 'otherStore';
  readonly expectedAt: Instant;
  readonly reference: string | null;
  /** Why it is not there, as the customer may read it; absent in cases from before, which have told it. */
  readonly reason?: string;
}
