import type { CommitmentState, TaskState } from '../domain/cases.ts';
import type { Deadline, Firing } from '../domain/deadlines.ts';
import type { ApprovalListener } from './approvals.ts';
import type { FailedDelivery } from './outbox.ts';
import type { HoldListener } from './holds.ts';
import type { RecordSource } from './recorder.ts';
import type { TaskListener } from './tasks.ts';

/**
 * How a case is written down (`record-source`), and what is said when its parts move (`announcements`).
 * @template C the running case that each of them speaks of.
 */
export interface CaseWiring<C> {
  readonly recordSource: (c: C) => RecordSource;
  readonly taskListener: (c: C) => TaskListener;
  readonly approvalListener: (c: C) => ApprovalListener;
  readonly holdListener: (c: C) => HoldListener;
  readonly deliveryListener: (c: C) => (failed: FailedDelivery) => void;
  /** A clock of a commitment or a task has reached its warning or its next level. */
  readonly escalate: (c: C, owner: CommitmentState | TaskState, firing: Firing, deadline: Deadline) => void;
}
