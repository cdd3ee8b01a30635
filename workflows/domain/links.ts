import type { CaseKind } from './cases.ts';

/**
 * What a case may have opened beside it (C-12; repair process, 3.4): a case of another kind, a corrective action of a
 * department (V-05), or a point for the next review of the service (V-04).
 */
export const LINKED_KINDS = [
  'return-exchange',
  'complaint',
  'inquiry',
  'incident',
  'action',
  'review',
] as const satisfies readonly (CaseKind | 'action' | 'review')[];
export type LinkedKind = (typeof LINKED_KINDS)[number];

/** Why one is wanted; people by a command, everything else by the process itself. */
export const LINK_CAUSES = [
  'byHand',
  'converted',
  'refund',
  'notSatisfied',
  'refusal',
  'injury',
  'quality',
  'lowScore',
] as const;
export type LinkCause = (typeof LINK_CAUSES)[number];

/** How one case stands to another: `raisedFrom` and `mergedInto` name the case that the other came from or went to. */
export const LINK_RELATIONS = ['related', 'repeatOf', 'sameFaultAs', 'raisedFrom', 'mergedInto'] as const;
export type LinkRelation = (typeof LINK_RELATIONS)[number];

/** A request for a linked case: asked, taken up under a reference, and reported closed with an outcome. */
export const REQUEST_STATES = ['requested', 'takenUp', 'closed'] as const;
export type RequestState = (typeof REQUEST_STATES)[number];
