import type { PauseReason } from '../cases.ts';
import type { Ladder, Limit, Role } from '../limits.ts';
import type {
  Authority,
  ByPriority,
  DissatisfiedAnswer,
  FollowUpManner,
  HelpSource,
  LoanOffer,
  PaymentMethod,
  PlanApprovalRule,
  PolicyRole,
  RepairScope,
  RipeningRights,
  UrgentTrigger,
} from './choices.ts';

/**
 * Every figure and choice of the repair process (repair process, section 2). A limit that is null does not
 * apply. Amounts are whole minor units of the policy's currency.
 */
export type RepairPolicy = RepairPromises &
  RepairLimits &
  RepairPeople &
  RepairAuthorities &
  RepairMoney &
  RepairQuality;

/** Time limits promised to the customer, and how people hear of them (repair process, section 3.3). */
export interface RepairPromises {
  /** Report received → first human contact; an automatic message does not count (R-03; A1, C3.1, C4.1). */
  readonly firstResponseWithin: ByPriority<Limit>;
  /** Report received → class, priority and route set. */
  readonly classifyWithin: ByPriority<Limit>;
  /** Dispatch begins → technician assigned (R-04; C3.2). */
  readonly assignWithin: ByPriority<Limit>;
  /** Technician assigned → customer reached (R-05; A4, C3.3, C4.1). */
  readonly contactWithin: ByPriority<Limit>;
  /** Customer reached → first check-in, or unit received (R-06; A4). */
  readonly visitWithin: ByPriority<Limit>;
  /** Report received → completion entered (R-19; A4, B4.1, C3.3). */
  readonly repairWithin: ByPriority<Limit>;
  /** The customer's "no" → completion of each later round entered. */
  readonly reworkWithin: Limit;
  /** Longest silence towards the customer while parts are awaited, or while the case is urgent. */
  readonly newsEvery: { readonly waitingForParts: Limit; readonly urgent: Limit };
  /** Completion entered → money and parts closed (R-11, F-01). */
  readonly settleWithin: Limit;
  /** Completion entered → result told to the customer by a person (R-16; C3.4). */
  readonly resultToldWithin: Limit;
  /** Completion entered → follow-up done, or its attempts used (R-17; B3.5). */
  readonly followUpWithin: Limit;
  /** A problem or suggestion → the manager’s answer (B3.5). */
  readonly feedbackWithin: Limit;
  /** Completion entered → survey sent; null: surveys go out by period instead (R-17; C3.5, D4.1.5). */
  readonly surveyWithin: Limit | null;
  /** Completion entered → survey is sent by itself, at the same time of day. */
  readonly surveyAfter: Limit | null;
  /** Survey sent → one reminder, at the same time of day. */
  readonly surveyRemindAfter: Limit | null;
  /** Survey sent → it can no longer be answered. */
  readonly surveyExpiresAfter: Limit | null;
  /** How long before the due instant of a promise the responsible person is warned. */
  readonly warnBefore: { readonly repair: Limit; readonly visit: Limit; readonly part: Limit };
  /** Who is told, one after the other, when something is late. */
  readonly ladder: RepairLadders;
}

export interface RepairLadders {
  /** First response, classification. */
  readonly fast: ByPriority<Ladder>;
  /** Assignment, contact, visit, appointment, diagnosis, help. */
  readonly field: ByPriority<Ladder>;
  /** Everything else. */
  readonly slow: ByPriority<Ladder>;
  /** Parts: as `slow`, with the parts lead at its first level. */
  readonly parts: ByPriority<Ladder>;
}

/** Limits inside the company, and counts (repair process, sections 2, 3.2 and 3.4). */
export interface RepairLimits {
  /** Task opened → solved, or given up, without a visit. */
  readonly remoteWithin: Limit;
  /** Unit received in the workshop → diagnosed. */
  readonly diagnoseWithin: Limit;
  /** Help requested → answered. */
  readonly helpWithin: Limit;
  /** Task opened → plan, or quotation, written. */
  readonly planWithin: Limit;
  /** Each approver's time to decide; shorter while the technician waits at the customer's. */
  readonly approvalWithin: { readonly usual: Limit; readonly technicianWaiting: Limit };
  /** The last approver is reminded at distances that double from their own time up to this one. */
  readonly approvalRemindEvery: Limit;
  /** Requisition sent → signed (R-11; B3.6). */
  readonly requisitionWithin: Limit;
  /** Parts reserved → issued. */
  readonly issueWithin: Limit;
  /** Line short → source found. */
  readonly sourceWithin: Limit;
  /** Question put to the customer → reminder, and once more → closing announced. */
  readonly customerAnswerWithin: Limit;
  /** Closing announced → closed, if the customer stays silent. */
  readonly silenceNotice: Limit;
  /** Payment asked → received; null: nothing is charged (R-10; A6). */
  readonly payWithin: Limit | null;
  /** Cash taken by the technician → handed in to finance; null: nothing is charged (F-02). */
  readonly cashHandInWithin: Limit | null;
  /** Quotation sent → its price no longer holds; null: nothing is charged. */
  readonly quoteValidFor: Limit | null;
  /** End of the agreed window → counted as missed. */
  readonly appointmentGrace: Limit;
  /** How long before the agreed window both sides are reminded. */
  readonly remindBefore: Limit;
  /** Missed by the customer this many times: `visitFeeMinor` falls due and the silence rule starts. */
  readonly maxNoShows: number;
  /** Failed tries to reach the customer, after which a written message stands in for the contact. */
  readonly contactAttempts: number;
  /** Attempts of one round, failed tests and refused signatures, after which the lead decides. */
  readonly maxAttempts: number;
  /** Line short → the customer may choose instead of waiting. */
  readonly offerChoiceAfter: Limit;
  /** Completion entered → unused parts returned (R-11, P-03). */
  readonly partsReturnWithin: Limit;
  /** Unit ready → fetched by the customer; null: the company always brings it. */
  readonly collectWithin: Limit | null;
  /** Handed over in absence → a passed test counts as accepted; null: a signature is always needed. */
  readonly acceptanceSilence: Limit | null;
  /** Repaired or new unit handed over → loan device back. */
  readonly loanReturnWithin: Limit;
  /** Longest hold without a manager's approval. */
  readonly holdMax: Limit;
  /** A mass hold whose end nobody knows → the service lead is told that it still lasts, and so on. */
  readonly holdReviewEvery: Limit;
  /**
   * All else is settled → the owner is reminded of the linked cases that the closing waits for; after the same time
   * again, whoever stands above in ladder `slow`.
   */
  readonly linkedCaseWithin: Limit;
  /** How long ago a report may have been received when it is entered. */
  readonly lateEntryMax: Limit;
}

/** Who does what (H-01). */
export interface RepairPeople {
  /** Who leads the technicians. */
  readonly leadRole: Role;
  /** Who assigns technicians (R-04; B3.3, C3.2, D3.1). */
  readonly dispatchRole: Role;
  /** Who answers for the case in rounds 1, 2, and 3 or later. */
  readonly ownerByRound: {
    readonly first: PolicyRole;
    readonly second: PolicyRole;
    readonly later: PolicyRole;
  };
  /** This many "no" open a complaint (C-12). */
  readonly complaintAtNo: number;
  /** Which units are repaired at all (A3.2, B1, E). */
  readonly scope: RepairScope;
  /** What makes a case urgent by itself (R-02; A1.3). */
  readonly urgentWhen: readonly UrgentTrigger[];
  /** Who solves by call, by class of the case. */
  readonly remoteRole: { readonly general: PolicyRole; readonly technical: PolicyRole };
  /** Who can be asked for help with a diagnosis (R-07; A3, B2, C2.3, D4.2.2.2). */
  readonly helpFrom: readonly HelpSource[];
}

/** Who may decide what up to which amount. */
export interface RepairAuthorities {
  /** When a plan needs approval (R-09; A3, C3.3). */
  readonly planApprovalWhen: PlanApprovalRule;
  /** Approves plans, by computed cost. */
  readonly planAuthority: Authority;
  /** Approves goodwill, fee waivers and prices below the list, by what is given away. */
  readonly freeAuthority: Authority;
  /** Approves refunds beyond what the rules give; null: nothing is charged. */
  readonly refundAuthority: Authority | null;
  /** Approves payment after the work; null: nothing is charged (R-10; A6). */
  readonly deferAuthority: Authority | null;
  /** Approves scrapping, by the unit's present value (R-15; A3.2). */
  readonly scrapAuthority: Authority;
  /** A repair that costs more than this percentage of the unit's present value is uneconomic. */
  readonly uneconomicPercent: number;
}

/** Prices and payment (R-10, F-01, F-02). */
export interface RepairMoney {
  /** Code of the published price list; the case keeps the version of its opening (A3.2). */
  readonly priceList: string;
  /** How case numbers are made: literal text, `{yyyyMMdd}` day of entry, `{seq4}` gapless count of that day. */
  readonly numberRule: string;
  /** Whether chargeable work waits for the payment; null: repairs are always free (A6). */
  readonly payBefore: boolean | null;
  /** How customers may pay (A6, A6.2); empty when repairs are always free. */
  readonly paymentMethods: readonly PaymentMethod[];
  /** Charged for a declined quotation and after `maxNoShows`; told before the visit. */
  readonly visitFeeMinor: number;
  /** Whether a visit fee that fell due stays charged beside a repair that is agreed on after all. */
  readonly visitFeeBesideRepair: boolean;
  /** Which cases go through fee detail, approval and costing (F-01; A6.2). */
  readonly feeChainFor: 'all' | 'chargeable';
  /** When a loan device is offered. */
  readonly loanOffer: LoanOffer;
}

/** Workmanship, rights and satisfaction. */
export interface RepairQuality {
  /** Whether the customer is told of an approved substitute part, or asked first (R-11; C3.3). */
  readonly substitutes: 'told' | 'asked';
  /** Who tests the repaired unit (R-14; C3.3, D3.3). */
  readonly testBy: 'technician' | 'inspector';
  /** Days from the signature, to 24:00 of the last, in which the same fault is repaired free (R-18; C4.4). */
  readonly workmanshipDays: number | null;
  /** Whether time in repair is added to the product warranty. */
  readonly extendWarrantyByRepairTime: boolean;
  /** Rights that ripen inside the warranty; null: none. */
  readonly rights: RipeningRights | null;
  /** Reasons that stop the clocks of repair, rework and visit. */
  readonly pausedBy: readonly PauseReason[];
  /** Ways to follow up (R-17; B3.5, C3.5). */
  readonly followUpManners: readonly FollowUpManner[];
  /** Answers that start the next round (R-16; C3.4). */
  readonly reworkOn: readonly DissatisfiedAnswer[];
  /** Survey scores below this, of 100, start the next round. */
  readonly reworkBelowScore: number;
  /** Satisfaction to reach, of 100, in year 1, 2 … of the policy; the last holds on. For figures only (V-02). */
  readonly satisfactionTarget: readonly number[];
  /** Percentage of cases to resolve. For figures only (D-02; C4.2). */
  readonly resolutionTarget: { readonly generalPercent: number; readonly complexPercent: number };
}
