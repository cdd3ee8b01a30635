import { defineSignal } from '@temporalio/workflow';
import type { Actor } from '../domain/actors.ts';
import type { Instant } from '../domain/limits.ts';
import type { PaymentMethod } from '../domain/money.ts';
import type { PartsArrived } from '../domain/parts.ts';

export const partsArrived = defineSignal<[PartsArrived]>('partsArrived');

/** A payment provider reports a payment; staff confirm theirs with the task `confirmPayment`. */
export interface PaymentReported {
  readonly key: string;
  readonly amountMinor: number;
  readonly reference: string;
  readonly paidAt: Instant;
  /** Left out: online. Finance assigns money that came another way. */
  readonly method?: PaymentMethod;
  /** Who reported it; unknown for what was reported before that was told. */
  readonly by?: Actor;
}
export const paymentReported = defineSignal<[PaymentReported]>('paymentReported');
