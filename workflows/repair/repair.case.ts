import type { PricedWork } from '../../activities/repair-contracts.ts';
import type { Actor } from '../domain/actors.ts';
import type { Priority } from '../domain/cases.ts';
import type { Instant } from '../domain/limits.ts';
import type { RepairPolicy } from '../domain/policy/repair-policy.ts';
import type { RepairOutcome } from '../domain/repair-outcomes.ts';
import type { Satisfaction } from '../domain/satisfaction.ts';
import type { Case } from '../runtime/case.ts';
import type { TaskTable } from '../runtime/process.ts';
import { type MoneyData, newMoneyData } from './money/money-state.ts';
import type { PartLine } from './parts/part-line.ts';
import type { RepairBody, RepairForms } from './repair.forms.ts';

export type RepairPhase =
  | 'intake'
  | 'dispatch'
  | 'diagnosis'
  | 'proposal'
  | 'parts'
  | 'work'
  | 'acceptance'
  | 'replacement'
  | 'completion'
  | 'closed';

export type Coverage = RepairForms['diagnose']['coverage'];

/** What the database knew about the unit when the case was opened. */
export interface RepairLookups {
  readonly warranty: {
    readonly state: 'inside' | 'outside' | 'workmanship' | 'unknown';
    readonly until: Instant | null;
    /** The instant that it was looked up for; absent in cases from before: when it was received. */
    readonly countedAt?: Instant;
    /** Signed repairs whose workmanship warranty still runs. */
    readonly workmanship: readonly {
      readonly caseId: string;
      readonly faultCode: string;
      readonly until: Instant;
    }[];
  };
  /** Open repairs of the same unit. */
  readonly possibleDuplicates: readonly string[];
  /** The unit is registered to somebody else: staff are warned, the caller is told nothing. */
  readonly registeredToAnother: boolean;
}

/** Where the unit stands. */
export type Site = NonNullable<RepairBody['site']>;

/** The unit as corrected, and what the records say of that one (5 `correctRegister`). */
export interface CorrectedRegister {
  readonly unit: RepairBody['unit'];
  readonly lookups: RepairLookups;
}

/** A window in which a technician comes, or the customer brings the unit. */
export interface Appointment {
  readonly no: number;
  readonly from: Instant;
  readonly to: Instant;
  readonly place: 'onSite' | 'workshop';
  /** The lead lets it overlap other windows of the technician. */
  readonly forced?: boolean;
}

/** A new unit that is out of the store, and not with the customer yet. */
export interface ComingUnit {
  readonly productId: string;
  readonly productModel: string;
  /** Line of the requisition that it was issued on. */
  readonly lineId: string;
  /** What the customer pays for it; 0: free. */
  readonly priceMinor: number;
  /** What becomes of the unit that it replaces, as approved. */
  readonly disposal: 'scrap' | 'refurbish';
}

/** The unit that took the place of the reported one. */
export interface NewUnit {
  readonly productModel: string;
  readonly serialNumber: string;
  readonly priceMinor: number;
  /** The first instant outside its own warranty; null: it has none. */
  readonly warrantyUntil: Instant | null;
  /** Signed for; whatever is done to it afterwards is a repair. */
  readonly isAccepted: boolean;
}

/** A unit that was replaced and is not disposed of yet. */
export interface OldUnit {
  readonly productModel: string;
  readonly serialNumber: string | null;
  readonly disposal: 'scrap' | 'refurbish';
}

/** A device of the loan pool that the customer has. */
export interface Loan {
  readonly no: number;
  /** Line of the loan note. */
  readonly lineId: string;
  readonly deviceName: string;
  readonly serial: string;
  readonly lentAt: Instant;
}

/** How a case ends before its work is done. */
export interface EarlyEnd {
  readonly outcome: RepairOutcome;
  readonly reason: string;
  readonly by: Actor;
  /** Charged for what was done until then. */
  readonly chargeMinor: number;
}

/** The facts of one repair. Plain JSON: it goes along from run to run. */
export interface RepairData extends MoneyData {
  priority: Priority;
  /** Null: the unit stands as it was reported. */
  register: CorrectedRegister | null;
  /** As whoever classified or corrected the register wrote it down; null: as reported. */
  site: Site | null;
  classification: RepairForms['classify'] | null;
  /** What the warranty lookup says, or the technician's decision once it holds. */
  coverage: Coverage | null;
  /** A free repair that the records do not give: how much may be given away by whoever agreed, null for any amount. */
  giveaway: { readonly upToMinor: number | null } | null;
  technicianId: string | null;
  /** Who comes along with the technician. */
  helperIds: readonly string[];
  briefing: string | null;
  /** Declined or worked on an earlier round: not proposed again. */
  notAgain: readonly string[];
  declines: number;
  contactAttempts: number;
  /** The round in which the customer was contacted last; 0: not yet. */
  contactedInRound: number;
  appointment: Appointment | null;
  appointmentsMade: number;
  /** The hold for which the last window was called off; it is asked anew when that is over. */
  calledOffBy: string | null;
  noShows: number;
  /** Charged for visits in vain and not waived. */
  visitFeeMinor: number;
  visits: number;
  arrivedAt: Instant | null;
  firstArrivedAt: Instant | null;
  /** The first check-in or receipt of the round: from here to the hand-over the unit is in repair (3.4 after closing). */
  inRepairSince: Instant | null;
  /** As received: the customer's unit is in the workshop, and not handed over. */
  unitInCustody: { readonly condition: string; readonly accessories: readonly string[] } | null;
  diagnosis: RepairForms['diagnose'] | null;
  coverageReviewed: boolean;
  planRevision: number;
  plan: RepairForms['planWork'] | null;
  /** Why the last plan, or the requisition for it, was refused; null: it was not. */
  planRefused: string | null;
  /** Whoever made the plan: the technician, or the lead from round 2 on. */
  plannedBy: Actor | null;
  /** What was agreed before the scope grew: done all the same if the addition is declined. */
  agreedPlan: RepairForms['planWork'] | null;
  priced: PricedWork | null;
  requisitions: number;
  /** Revision of the plan whose parts were signed for last. */
  requisitionedPlan: number;
  /** Lines of plans, as opposed to what was asked for beside them. */
  plannedLines: readonly string[];
  /** Parts asked for beside the plan that are not in the technician's hands yet, and not left to the phases. */
  requestsUnderWay: number;
  lines: readonly PartLine[];
  substitutesTold: readonly string[];
  unitComing: ComingUnit | null;
  newUnit: NewUnit | null;
  oldUnits: readonly OldUnit[];
  loanOffered: boolean;
  loan: Loan | null;
  /** Loan notes written so far. */
  loans: number;
  /** How a fault that was solved by call was solved, as the customer may read it. */
  solvedByCall: string | null;
  workedMinutes: number;
  workBegun: boolean;
  /** The round whose work was begun last; 0: none yet. */
  startedInRound: number;
  lastWork: RepairForms['doWork'] | null;
  /** What came out of the round, in the words of whoever brought it about; null: nothing to be said about it. */
  result: string | null;
  /** Rights offered so far, as `<ground>/<round>`. */
  rightsOffered: readonly string[];
  /** What the customer chose by right; the rest of the round follows from it. */
  rightTaken: 'replacement' | 'refund' | null;
  /** Time in repair of the rounds that are over, without what waited for the customer. */
  inRepairMs: number;
  signedAt: Instant | null;
  workmanshipUntil: Instant | null;
  /** Fault codes of earlier rounds: found again, they are put right free. */
  repairedFaults: readonly string[];
  dissatisfied: number;
  satisfaction: Satisfaction | 'unknown';
  surveyScore: number | null;
  /** The survey of this round was over then, unanswered. */
  surveyExpiredAt: Instant | null;
  refusal: string | null;
  /** Another case is being asked to take this one over, or has done so: it ends in no other way then. */
  isMerging: boolean;
  ending: EarlyEnd | null;
}

export interface RepairShape {
  readonly Phase: RepairPhase;
  readonly Policy: RepairPolicy;
  readonly Body: RepairBody & { readonly receivedAt: Instant; readonly takenByPerson: boolean };
  readonly Lookups: RepairLookups;
  readonly Data: RepairData;
  readonly Forms: RepairForms;
}

/** A running repair. */
export type RepairCase = Case<RepairShape>;

/** Tasks of one phase; together they make up the table of all tasks. */
export type TasksOf<Kind extends keyof RepairForms> = Pick<TaskTable<RepairForms, RepairCase>, Kind>;

export function newRepairData(priority: Priority): RepairData {
  return {
    ...newMoneyData(),
    priority,
    register: null,
    site: null,
    classification: null,
    coverage: null,
    giveaway: null,
    technicianId: null,
    helperIds: [],
    briefing: null,
    notAgain: [],
    declines: 0,
    contactAttempts: 0,
    contactedInRound: 0,
    appointment: null,
    appointmentsMade: 0,
    calledOffBy: null,
    noShows: 0,
    visitFeeMinor: 0,
    visits: 0,
    arrivedAt: null,
    firstArrivedAt: null,
    inRepairSince: null,
    unitInCustody: null,
    diagnosis: null,
    coverageReviewed: false,
    planRevision: 0,
    plan: null,
    planRefused: null,
    plannedBy: null,
    agreedPlan: null,
    priced: null,
    requisitions: 0,
    requisitionedPlan: 0,
    plannedLines: [],
    requestsUnderWay: 0,
    lines: [],
    substitutesTold: [],
    unitComing: null,
    newUnit: null,
    oldUnits: [],
    loanOffered: false,
    loan: null,
    loans: 0,
    solvedByCall: null,
    workedMinutes: 0,
    workBegun: false,
    startedInRound: 0,
    lastWork: null,
    result: null,
    rightsOffered: [],
    rightTaken: null,
    inRepairMs: 0,
    signedAt: null,
    workmanshipUntil: null,
    repairedFaults: [],
    dissatisfied: 0,
    satisfaction: 'unknown',
    surveyScore: null,
    surveyExpiredAt: null,
    refusal: null,
    isMerging: false,
    ending: null,
  };
}
