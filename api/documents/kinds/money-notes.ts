import type { MoneyEntry } from '../../../db/repositories/money-ledger.ts';
import type { DocumentKind } from '../../../workflows/domain/documents.ts';
import type { Section, Words } from '../document.ts';
import type { DocumentType } from '../document-type.ts';
import type { Pen } from '../pen.ts';

interface MoneyNotes {
  readonly kind: DocumentKind & ('receipt' | 'refundNote');
  readonly entryKind: 'payment' | 'refund_paid';
  readonly letter: `-F${string}`;
}

/** A note for every entry of a kind in the money ledger; one that was undone says so. */
export function moneyNotes({ kind, entryKind, letter }: MoneyNotes): DocumentType {
  return {
    kind,
    suffix: new RegExp(`^${letter}\\d+$`),
    inCustomersFile: true,
    issues: async (file) => {
      const entries = await file.moneyEntries();
      return entries
        .filter((entry) => entry.kind === entryKind)
        .map((entry, index) => ({
          suffix: `${letter}${index + 1}`,
          revision: null,
          createdAt: entry.at,
          write: (pen) =>
            write(
              pen,
              entry,
              entries.find(({ countersEntryId }) => countersEntryId === entry.id),
            ),
        }));
    },
  };
}

function write(pen: Pen, entry: MoneyEntry, undone: MoneyEntry | undefined): Section<Words>[] {
  return [
    ...pen.fields('particulars', {
      amount: pen.amount(entry.amountMinor, entry.currency),
      method: pen.title('paymentMethod', entry.method),
      reference: entry.reference,
      cause: pen.forCustomer ? null : entry.cause,
      at: pen.instant(entry.at),
      by: pen.person(entry.person, entry.at),
    }),
    ...(undone === undefined
      ? []
      : pen.fields('undone', {
          at: pen.instant(undone.at),
          reason: pen.forCustomer ? null : undone.reason,
          by: pen.person(undone.person, undone.at),
        })),
  ];
}
