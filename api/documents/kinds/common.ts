import type { ApprovalRow } from '../../../db/repositories/approvals.repository.ts';
import type { LineWithPart } from '../../../db/repositories/case-parts.repository.ts';
import type { EvidenceFile } from '../../../db/repositories/evidence.repository.ts';
import type { Instant } from '../../../workflows/domain/limits.ts';
import type { Section, Words } from '../document.ts';
import type { Pen } from '../pen.ts';

/* What several documents hold. */

/** `-U` for the first, `-U2` for the second: most cases have one, and its number is the plain one. */
export const nth = (suffix: string, index: number): string =>
  index === 0 ? suffix : `${suffix}${index + 1}`;

/** Decisions with their role and instant; to the customer without amounts and reasons. */
export function approvalSection(pen: Pen, approvals: readonly ApprovalRow[]): Section<Words>[] {
  const inside = pen.forCustomer ? [] : (['amount', 'by', 'reason'] as const);
  return pen.table(
    'approvals',
    ['subject', 'role', 'decision', 'at', ...inside],
    approvals.map((approval) => ({
      subject: pen.title('approval', approval.subject),
      role: pen.title('role', approval.role),
      decision: pen.answer('approvalStatus', approval.status),
      at: pen.instant(approval.decidedAt ?? approval.requestedAt),
      amount: pen.amount(approval.amountMinor),
      by: pen.actor(approval.decidedBy, approval.decidedAt ?? approval.requestedAt),
      reason: approval.reason,
    })),
  );
}

/** Who signed and when, with the picture of the signature and the hash that tells whether it is still the same. */
export function signatureSection(
  pen: Pen,
  files: readonly EvidenceFile[],
  { key, ...values }: { readonly key: string | null | undefined } & Parameters<Pen['fields']>[1],
): Section<Words>[] {
  const file = files.find((candidate) => candidate.key === key);
  const sections = pen.fields('signature', { ...values, fileName: file?.name, hash: file?.sha256 });
  return file === undefined ? sections : sections.map((section) => ({ ...section, picture: file.key }));
}

/** The uploaded files that a form names, with the hash that tells whether one is still the same. */
export function fileSection(
  pen: Pen,
  files: readonly EvidenceFile[],
  keys: readonly (string | undefined)[] = [],
): Section<Words>[] {
  const named = files.filter(({ key }) => keys.includes(key));
  return pen.table(
    'files',
    ['fileName', 'at', 'hash'],
    named.map(({ name, uploadedAt, sha256 }) => ({
      fileName: name,
      at: pen.instant(uploadedAt),
      hash: sha256,
    })),
  );
}

interface Pieces {
  readonly lineId: string;
  readonly quantity: number;
  readonly lot?: string;
  readonly serial?: string;
}

/** Pieces of requisition lines by part, lot and serial number, as the parts were called then. */
export function pieceSection(
  pen: Pen,
  pieces: readonly Pieces[],
  lines: readonly LineWithPart[],
  at: Instant,
): Section<Words>[] {
  return pen.table(
    'partsUsed',
    ['partNumber', 'part', 'quantity', 'lot', 'serial'],
    pieces.map(({ lineId, quantity, lot, serial }) => {
      const found = lines.find(({ line }) => line.id === lineId);
      return {
        partNumber: found?.part.number,
        part: found && pen.named(found.part.id, at),
        quantity: pen.number(quantity),
        ...{ lot, serial },
      };
    }),
  );
}
