import { defineSignal } from '@temporalio/workflow';
import type { Actor } from '../domain/actors.ts';

/** The customer does not want to be asked any more. */
export interface SurveysDeclined {
  readonly key: string;
  readonly by: Actor;
}
export const surveysDeclined = defineSignal<[SurveysDeclined]>('surveysDeclined');
