import { moneyNotes } from './money-notes.ts';

/** Receipt (收款收据) for a payment (A6); numbered beside the fee detail, with a P. */
export const receipt = moneyNotes({ kind: 'receipt', entryKind: 'payment', letter: '-FP' });
