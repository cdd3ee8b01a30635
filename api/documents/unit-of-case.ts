import type { Instant } from '../../workflows/domain/limits.ts';
import type { CaseFile } from './case-file.ts';

/** The unit that a document is about. */
export interface UnitOfCase {
  readonly productModel?: string;
  readonly serialNumber?: string | null;
}

/** What the process notes when the register is corrected (repair process, section 5 `correctRegister`). */
export interface Correction {
  readonly reason: string;
  readonly from: CorrectableFacts;
  readonly to: CorrectableFacts;
}

type CorrectableFacts = UnitOfCase & {
  readonly purchasedOn?: string | null;
  /** Absent in corrections from before where the unit stands could be corrected. */
  readonly site?: SiteOfCase | null;
};

/** Where the unit stands. */
export interface SiteOfCase {
  readonly address?: string | null;
  readonly region?: string | null;
}

/** What the process notes when the new unit has taken the old one's place. */
export interface Replaced {
  readonly productModel: string;
  readonly serialNumber: string | null;
  readonly newProductModel: string;
  readonly newSerial: string;
}

/** Where somebody was to go, as it was known then. */
export async function siteAt(file: CaseFile, at: Instant): Promise<SiteOfCase> {
  const corrections = await file.events('registerCorrected');
  const later = corrections
    .filter(({ occurredAt }) => occurredAt > at)
    .map(({ data }) => (data as unknown as Correction).from.site);
  return later.find((site) => site !== undefined) ?? file.found.details;
}

/** The unit as it was known then: before a correction as it was written down, after an exchange the new one. */
export async function unitAt(file: CaseFile, at: Instant): Promise<UnitOfCase> {
  const exchanges = await file.events('unitReplaced');
  const exchanged = exchanges.findLast(({ occurredAt }) => occurredAt <= at);
  if (exchanged !== undefined) {
    const { newProductModel, newSerial } = exchanged.data as unknown as Replaced;
    return { productModel: newProductModel, serialNumber: newSerial };
  }
  const corrections = await file.events('registerCorrected');
  const corrected = corrections.find(({ occurredAt }) => occurredAt > at);
  if (corrected !== undefined) return (corrected.data as unknown as Correction).from;
  return file.found.details;
}
