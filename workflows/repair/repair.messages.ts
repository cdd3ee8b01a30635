import { defineSignal } from '@temporalio/workflow';
import type { Instant } from '../domain/limits.ts';

/** Pieces of short lines have arrived, passed inspection and are reserved for this case. */
export interface PartsArrived {
  readonly key: string;
  readonly receiptNumber: string;
  readonly lines: readonly { readonly lineId: string; readonly quantity: number }[];
}
export const partsArrived = defineSignal<[PartsArrived]>('partsArrived');

/** A payment provider reports a payment; staff confirm theirs with the task `confirmPayment`. */
export interface PaymentReported {
  readonly key: string;
  readonly amountMinor: number;
  readonly reference: string;
  readonly paidAt: Instant;
}
export const paymentReported = defineSignal<[PaymentReported]>('paymentReported');
