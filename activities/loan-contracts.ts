import type { Keyed } from './effect-contracts.ts';

/** Devices of the loan pool that help customers out while a repair lasts. */
export interface LoanActivities {
  /** Refused (NO_DEVICE_FREE) where the device is not in the pool. */
  lendDevice(
    effect: Keyed & {
      /** The loan note: case number + `-L<n>`. */
      readonly number: string;
      readonly requisitionId: string;
      readonly lineId: string;
      /** Kind of device. */
      readonly partId: string;
      readonly serial: string;
      readonly urgent: boolean;
      /** Who signed the loan note for the customer. */
      readonly receivedBy: string;
    },
  ): Promise<{
    readonly deviceName: string;
    /** What was lent under the key; effects of earlier releases did not tell it. */
    readonly lineId?: string;
    readonly serial?: string;
  }>;
  takeDeviceBack(
    effect: Keyed & {
      readonly lineId: string;
      readonly serial: string;
      readonly condition: 'good' | 'damaged' | 'lost';
      /** Required where it is lost. */
      readonly reason: string | null;
    },
  ): Promise<void>;
}
