import type { MoneyEntry } from '../../../db/repositories/money-ledger.ts';
import { REFUND_CAUSES } from '../../../db/presets/labels/charges.ts';
import { refundCauseOf } from '../../../workflows/domain/money.ts';
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
      const noted = entries.filter((entry) => entry.kind === entryKind);
      const numberOf = (entry: MoneyEntry | undefined): string | null =>
        entry === undefined ? null : `${file.found.number}${letter}${noted.indexOf(entry) + 1}`;
      return noted.map((entry, index) => ({
        suffix: `${letter}${index + 1}`,
        revision: null,
        createdAt: entry.at,
        write: (pen) =>
          write(pen, entry, {
            undone: entries.find(({ countersEntryId }) => countersEntryId === entry.id),
            replaces: numberOf(noted.find(({ id }) => id === entry.replacesEntryId)),
            replacedBy: numberOf(noted.find(({ replacesEntryId }) => replacesEntryId === entry.id)),
          }),
      }));
    },
  };
}

interface Correction {
  /** The counter entry, where the note is of a wrong one. */
  readonly undone: MoneyEntry | undefined;
  /** Numbers of the notes before and after a correction. */
  readonly replaces: string | null;
  readonly replacedBy: string | null;
}

function write(pen: Pen, entry: MoneyEntry, { undone, replaces, replacedBy }: Correction): Section<Words>[] {
  return [
    ...pen.fields('particulars', {
      amount: pen.amount(entry.amountMinor, entry.currency),
      method: pen.title('paymentMethod', entry.method),
      reference: entry.reference,
      cause: entry.cause === null ? null : REFUND_CAUSES[refundCauseOf(entry.cause)][pen.language],
      replaces,
      at: pen.instant(entry.at),
      by: pen.person(entry.person, entry.at),
    }),
    ...(undone === undefined
      ? []
      : pen.fields('undone', {
          at: pen.instant(undone.at),
          reason: pen.forCustomer ? null : undone.reason,
          by: pen.person(undone.person, undone.at),
          replacedBy,
        })),
  ];
}
