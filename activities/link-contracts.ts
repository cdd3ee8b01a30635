import type { Actor } from '../workflows/domain/actors.ts';
import type { Instant } from '../workflows/domain/limits.ts';
import type { LinkCause, LinkedKind, LinkRelation } from '../workflows/domain/links.ts';
import type { Keyed } from './effect-contracts.ts';

/** A case of another kind that a case wants opened beside it. */
export interface LinkedCaseWanted {
  readonly kind: LinkedKind;
  readonly cause: LinkCause;
  /** What whoever takes it up has to know, in words. */
  readonly text: string;
  /** What the case knows of it, as plain JSON. */
  readonly facts: Readonly<Record<string, unknown>>;
  /** The case does not close before it is reported closed. */
  readonly waits: boolean;
}

/** A comment that was made in a case before it was merged into another one. */
export interface CommentOfMerged {
  readonly at: Instant;
  readonly by: Actor;
  readonly isShared: boolean;
  readonly text: string;
  readonly heardFrom: string | null;
}

/** Cases that belong together; each lives, waits and ends on its own terms (design idea 11). */
export interface LinkActivities {
  /** Refused with `LINK_CYCLE` where the other case waits for this one, directly or through others. */
  linkCases(
    effect: Keyed & {
      readonly linkedCaseId: string;
      readonly relation: LinkRelation;
      readonly waits: boolean;
      readonly text: string | null;
    },
  ): Promise<void>;
  unlinkCases(effect: Keyed & { readonly linkedCaseId: string }): Promise<void>;
  /**
   * The way to cases of other kinds, actions and reviews: has one opened, once per key. It is written down as a request
   * that staff or another system take up; a kind with a process of its own can be started here instead.
   */
  openLinkedCase(effect: Keyed & LinkedCaseWanted): Promise<{ readonly requestId: string }>;
  /** Tells the case that this one becomes part of it. Refused where that one has ended or becomes part of another. */
  mergeInto(effect: Keyed & { readonly targetId: string }): Promise<void>;
  /** Links and evidence of the merged case become this one's; says how many comments it has. */
  takeOverRecords(effect: Keyed & { readonly mergedCaseId: string }): Promise<{ readonly comments: number }>;
  /**
   * Copies the first comments of the merged case into the timeline of this one, which has left the numbers after
   * `afterSeq` to them. Again it changes nothing.
   */
  copyComments(
    effect: Keyed & { readonly mergedCaseId: string; readonly afterSeq: number; readonly comments: number },
  ): Promise<void>;
  /** `takeOverRecords`, with the comments in the answer: for cases that began so before there was `copyComments`. */
  takeOverMerged(effect: Keyed & { readonly mergedCaseId: string }): Promise<{
    readonly comments: readonly CommentOfMerged[];
  }>;
}
