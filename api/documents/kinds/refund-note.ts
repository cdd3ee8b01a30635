import { moneyNotes } from './money-notes.ts';

/** Refund note (退款单) for money given back (A6); numbered beside the fee detail, with an R. */
export const refundNote = moneyNotes({ kind: 'refundNote', entryKind: 'refund_paid', letter: '-FR' });
