import { defineSignal, setHandler } from '@temporalio/workflow';
import {
  type ApprovalDecided,
  approvalDecided,
  type CalendarChanged,
  calendarChanged,
  caseLinked,
  type CaseLinked,
  caseMerged,
  type CaseMerged,
  linkedCaseClosed,
  type LinkedCaseClosed,
  type MassHoldEnded,
  massHoldEnded,
  type MassHoldPlaced,
  massHoldPlaced,
  ownerLeft,
  type OwnerLeft,
} from './case.messages.ts';
import type { Case } from './case.ts';
import type { ProcessShape } from './case-state.ts';
import { takeCaseLinked, takeLinkedCaseClosed, takeOverMerged } from './links.ts';
import { ownerHasLeft } from './owner.ts';
import { remembering } from './remembered-keys.ts';

type OnlyOnce = <P extends { readonly key: string }>(take: (payload: P) => void) => (payload: P) => void;

/** Takes each signal once, however often it is sent. */
export function listenToSignals<S extends ProcessShape>(c: Case<S>): void {
  const onlyOnce: OnlyOnce = (take) => {
    return (payload) => {
      if (c.state.signalsSeen.includes(payload.key)) return;
      c.state.signalsSeen = remembering(c.state.signalsSeen, payload.key);
      take(payload);
      c.recorder.touch();
    };
  };
  setHandler(
    approvalDecided,
    onlyOnce<ApprovalDecided>((decided) => {
      const refusal = c.approvals.decide(decided);
      if (refusal === null) return;
      const { approvalId, decision, by } = decided;
      c.note('decisionDropped', { approvalId, decision, because: refusal.code }, 'staff', by);
    }),
  );
  setHandler(
    calendarChanged,
    onlyOnce<CalendarChanged>((change) => {
      if (change.calendarCode !== c.state.opening.calendarCode) return;
      c.note('calendarChanged', { code: change.calendarCode, version: change.calendarVersion });
      c.deadlines.askAllAgain();
    }),
  );
  setHandler(
    massHoldPlaced,
    onlyOnce<MassHoldPlaced>((placed) => {
      takeMassHold(c, placed);
    }),
  );
  setHandler(
    massHoldEnded,
    onlyOnce<MassHoldEnded>(({ batchId, placedKey, by }) => {
      c.state.signalsSeen = remembering(c.state.signalsSeen, placedKey);
      const hold = c.holds.ofBatch(batchId);
      if (hold !== null) c.holds.end(hold, by);
    }),
  );
  setHandler(
    ownerLeft,
    onlyOnce<OwnerLeft>(({ personId }) => {
      ownerHasLeft(c, personId);
    }),
  );
  listenToLinks(c, onlyOnce);
  for (const [name, take] of Object.entries(c.process.signals)) {
    setHandler(
      defineSignal<[{ readonly key: string }]>(name),
      onlyOnce((payload) => {
        take(c, payload as never);
      }),
    );
  }
}

/** What linked cases tell each other (design idea 11). */
function listenToLinks<S extends ProcessShape>(c: Case<S>, onlyOnce: OnlyOnce): void {
  setHandler(
    caseLinked,
    onlyOnce<CaseLinked>((message) => {
      takeCaseLinked(c, message);
    }),
  );
  setHandler(
    linkedCaseClosed,
    onlyOnce<LinkedCaseClosed>((message) => {
      takeLinkedCaseClosed(c, message);
    }),
  );
  setHandler(
    caseMerged,
    onlyOnce<CaseMerged>((message) => {
      c.aside(() => takeOverMerged(c, message));
    }),
  );
}

/** A mass hold that is over by the case's own clock, or reaches a case at its end, has nothing left to stop. */
function takeMassHold<S extends ProcessShape>(c: Case<S>, placed: MassHoldPlaced): void {
  const { batchId, reason, text, until, by } = placed;
  if (c.isClosing || (until !== null && until <= c.now())) {
    c.note('massHoldNotTaken', { batchId, reason, until }, 'staff', by);
    return;
  }
  const hold = c.holds.placeBatch(batchId, { reason, text, until }, by);
  c.process.onMassHold?.(c, hold);
}
