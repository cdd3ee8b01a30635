import { Type, type TSchema } from 'typebox';
import { PAUSE_REASONS } from '../../workflows/domain/cases.ts';
import { ROLES } from '../../workflows/domain/limits.ts';
import {
  DISSATISFIED_ANSWERS,
  FOLLOW_UP_MANNERS,
  HELP_SOURCES,
  PAYMENT_METHODS,
  PRODUCT_CATEGORIES,
  UNIT_OWNERSHIPS,
  URGENT_TRIGGERS,
  type RepairableCategory,
} from '../../workflows/domain/policy/choices.ts';
import { Code, Minor, nullable, object, oneOf } from './common.schema.ts';

/** A limit of a policy, with what it is from and to. */
export const policyLimit = (description: string) =>
  object(
    {
      amount: Type.Integer({ minimum: 0 }),
      unit: oneOf(['seconds', 'minutes', 'hours', 'days']),
      counting: oneOf(['wallClock', 'workingTime']),
      endOfDay: Type.Optional(
        Type.Boolean({ description: 'Days of working time only: false keeps the time of day' }),
      ),
    },
    { description },
  );

/** A limit without a description of its own. */
export const PolicyLimit = policyLimit('How long something may take');

/** Who is told when something is late, one after the other. */
export const EscalationLadder = Type.Array(
  object({ role: oneOf(ROLES), within: Type.Optional(PolicyLimit) }),
  {
    minItems: 1,
    description: 'Levels told one after the other; the first at the due instant, the last without a limit',
  },
);

const PolicyRole = oneOf([...ROLES, 'lead']);

const REPAIRABLE = PRODUCT_CATEGORIES.filter(
  (category): category is RepairableCategory => category !== 'food',
);

const orNone = <Schema extends TSchema>(schema: Schema, description: string) =>
  Type.Union([schema, Type.Null()], { description });
const limitOrNone = (description: string) => orNone(PolicyLimit, description);
const byPriority = (description: string) =>
  object({ normal: PolicyLimit, urgent: PolicyLimit }, { description });
const ladderByPriority = (description: string) =>
  object({ normal: EscalationLadder, urgent: EscalationLadder }, { description });
const role = (description: string) => oneOf(ROLES, { description });
const authority = (description: string) =>
  Type.Array(object({ role: PolicyRole, upToMinor: nullable(Minor) }), { minItems: 1, description });
const percent = (description?: string) =>
  Type.Number({ minimum: 0, maximum: 100, ...(description === undefined ? {} : { description }) });
const authorityOrNone = (description: string) => orNone(authority('Its levels'), description);
const Count = Type.Integer({ minimum: 1 });
const count = (description: string) => Type.Integer({ minimum: 1, description });
const amount = (description: string) => Type.Integer({ minimum: 0, description });
const listOf = <const Values extends readonly string[]>(values: Values, description: string) =>
  Type.Array(oneOf(values), { uniqueItems: true, description });

const promises = {
  firstResponseWithin: byPriority('Report received → first human contact (R-03)'),
  classifyWithin: byPriority('Report received → class, priority and route set (R-02)'),
  assignWithin: byPriority('Dispatch begins → technician assigned (R-04)'),
  contactWithin: byPriority('Technician assigned → customer reached (R-05)'),
  visitWithin: byPriority('Customer reached → first check-in, or unit received (R-06)'),
  repairWithin: byPriority('Report received → completion entered (R-19)'),
  reworkWithin: policyLimit('The customer’s “no” → completion of each later round (R-16)'),
  newsEvery: object(
    { waitingForParts: PolicyLimit, urgent: PolicyLimit },
    { description: 'Longest silence towards the customer (R-12, R-19)' },
  ),
  settleWithin: policyLimit('Completion entered → money and parts closed (R-11, F-01)'),
  resultToldWithin: policyLimit('Completion entered → result told by a person (R-16)'),
  followUpWithin: policyLimit('Completion entered → follow-up done (R-17)'),
  feedbackWithin: policyLimit('Problem or suggestion heard → answered by the manager (B3.5)'),
  surveyWithin: limitOrNone('Completion entered → survey sent; null: surveys go out by period (R-17)'),
  surveyAfter: limitOrNone('Completion entered → survey is sent by itself (R-17)'),
  surveyRemindAfter: limitOrNone('Survey sent → one reminder (X-13)'),
  surveyExpiresAfter: limitOrNone('Survey sent → it can no longer be answered (X-13)'),
  warnBefore: object(
    { repair: PolicyLimit, visit: PolicyLimit, part: PolicyLimit },
    { description: 'How long before a promise is due the responsible person is warned (R-19)' },
  ),
  ladder: object(
    {
      fast: ladderByPriority('First response, classification'),
      field: ladderByPriority('Assignment, contact, visit, appointment, diagnosis, help'),
      slow: ladderByPriority('Everything else'),
      parts: ladderByPriority('Parts'),
    },
    { description: 'Who is told, one after the other, when something is late (R-03, X-03)' },
  ),
};

const limits = {
  remoteWithin: policyLimit('Task opened → solved, or given up, without a visit (R-02)'),
  diagnoseWithin: policyLimit('Unit received in the workshop → diagnosed (R-07)'),
  helpWithin: policyLimit('Help requested → answered (R-07)'),
  planWithin: policyLimit('Task opened → plan, or quotation, written (R-09, R-10)'),
  approvalWithin: object(
    { usual: PolicyLimit, technicianWaiting: PolicyLimit },
    { description: 'Each approver’s time to decide (R-09, X-09)' },
  ),
  approvalRemindEvery: policyLimit(
    'The last approver is reminded at distances that double from their own time up to this one; at least an hour (X-09)',
  ),
  requisitionWithin: policyLimit('Requisition sent → signed (R-11)'),
  issueWithin: policyLimit('Parts reserved → issued (R-11)'),
  sourceWithin: policyLimit('Line short → source found (R-12)'),
  customerAnswerWithin: policyLimit('Question put → reminder, and once more → closing announced (X-15)'),
  silenceNotice: policyLimit('Closing announced → closed, if the customer stays silent (X-15)'),
  payWithin: limitOrNone('Payment asked → received; null: nothing is charged (R-10)'),
  cashHandInWithin: limitOrNone('Cash taken → handed in to finance; null: nothing is charged (F-02)'),
  quoteValidFor: limitOrNone('Quotation sent → its price no longer holds; null: nothing is charged (R-10)'),
  appointmentGrace: policyLimit('End of the agreed window → counted as missed (R-05)'),
  remindBefore: policyLimit('How long before the window both sides are reminded (X-10)'),
  maxNoShows: count('Windows missed by the customer until the visit fee falls due'),
  contactAttempts: count('Failed tries to reach the customer until a written message stands in'),
  maxAttempts: count('Attempts of one round after which the lead decides (R-14)'),
  offerChoiceAfter: policyLimit('Line short → the customer may choose instead of waiting (R-12, X-17)'),
  partsReturnWithin: policyLimit('Completion entered → unused parts returned (R-11, P-03)'),
  collectWithin: limitOrNone('Unit ready → fetched; null: the company always brings it'),
  acceptanceSilence: limitOrNone(
    'Handed over in absence → counts as accepted; null: never by silence (R-14)',
  ),
  loanReturnWithin: policyLimit('Unit handed over → loan device back (X-14)'),
  holdMax: policyLimit('Longest hold without a manager’s approval (X-01)'),
  holdReviewEvery: policyLimit(
    'Mass hold without an end → service lead told that it still lasts, and so on; at least an hour (X-16)',
  ),
  linkedCaseWithin: policyLimit(
    'All else settled → owner reminded of linked cases awaited, then each level above in ladder slow; at least an hour',
  ),
  lateEntryMax: policyLimit('How long ago a report may have been received when it is entered'),
};

const people = {
  leadRole: role('Who leads the technicians; `lead` elsewhere means this role'),
  dispatchRole: role('Who assigns technicians (R-04)'),
  ownerByRound: object(
    { first: PolicyRole, second: PolicyRole, later: PolicyRole },
    { description: 'Who answers for the case in rounds 1, 2, and 3 or later (R-16)' },
  ),
  complaintAtNo: count('This many “no” open a complaint (C-12)'),
  scope: object(
    {
      categories: Type.Array(oneOf(REPAIRABLE), { minItems: 1, uniqueItems: true }),
      ownership: oneOf(UNIT_OWNERSHIPS),
    },
    { description: 'Which units are repaired at all' },
  ),
  urgentWhen: listOf(URGENT_TRIGGERS, 'What makes a case urgent by itself (R-02)'),
  remoteRole: object(
    { general: PolicyRole, technical: PolicyRole },
    { description: 'Who solves by call, by class of the case (R-02)' },
  ),
  helpFrom: listOf(HELP_SOURCES, 'Who can be asked for help with a diagnosis (R-07)'),
};

const authorities = {
  planApprovalWhen: object(
    {
      always: Type.Boolean(),
      costFromMinor: nullable(Minor),
      complex: Type.Boolean(),
      safety: Type.Boolean(),
    },
    { description: 'When a plan needs approval; any one that applies is enough (R-09)' },
  ),
  planAuthority: authority('Approves plans, by computed cost in minor units (R-09)'),
  freeAuthority: authority('Approves what is given away, in minor units (R-08, R-10)'),
  refundAuthority: authorityOrNone('Approves refunds beyond the rules; null: nothing is charged'),
  deferAuthority: authorityOrNone('Approves payment after the work; null: nothing is charged'),
  scrapAuthority: authority('Approves scrapping, by present value in minor units (R-15)'),
  uneconomicPercent: percent('Of the unit’s present value; a dearer repair is uneconomic (R-15)'),
};

const money = {
  /** Code of the published price list. */
  priceList: Code,
  numberRule: Type.String({
    minLength: 1,
    maxLength: 60,
    description: 'How case numbers are made, such as RP-{yyyyMMdd}-{seq4}',
  }),
  payBefore: orNone(Type.Boolean(), 'Work waits for payment; null: repairs are always free (F-02)'),
  paymentMethods: listOf(PAYMENT_METHODS, 'How customers may pay (F-02); empty when repairs are always free'),
  visitFeeMinor: amount('For a declined quotation and after `maxNoShows`, in minor units'),
  visitFeeBesideRepair: Type.Boolean({
    description: 'A visit fee that fell due stays charged beside a repair that is agreed on after all',
  }),
  feeChainFor: oneOf(['all', 'chargeable'], {
    description: 'Cases with fee detail, approval and costing (F-01)',
  }),
  loanOffer: Type.Union(
    [
      object({ when: Type.Literal('never') }),
      object({ when: Type.Literal('workshopWait'), longerThan: PolicyLimit }),
      object({ when: Type.Literal('firstVisit') }),
    ],
    { description: 'When a loan device is offered (X-14)' },
  ),
};

const quality = {
  substitutes: oneOf(['told', 'asked'], {
    description: 'What the customer is of an approved substitute part (R-11)',
  }),
  testBy: oneOf(['technician', 'inspector'], { description: 'Who tests the repaired unit (R-14)' }),
  workmanshipDays: orNone(Count, 'Days in which the same fault is repaired free (R-18)'),
  extendWarrantyByRepairTime: Type.Boolean({
    description: 'Time in repair is added to the product warranty',
  }),
  rights: orNone(
    object({ repairsOfOneFault: Count, daysInRepair: Count, daysWithoutPart: Count }),
    'Figures at which replacement or refund may be chosen (X-17)',
  ),
  pausedBy: listOf(PAUSE_REASONS, 'Reasons that stop the clocks of repair, rework and visit (X-01)'),
  followUpManners: listOf(FOLLOW_UP_MANNERS, 'Ways to follow up (R-17)'),
  reworkOn: listOf(DISSATISFIED_ANSWERS, 'Answers that start the next round (R-16)'),
  reworkBelowScore: percent('Survey scores below this start the next round (X-13)'),
  satisfactionTarget: Type.Array(percent(), {
    minItems: 1,
    description: 'Satisfaction to reach, of 100, by year of the policy; the last holds on (V-02)',
  }),
  resolutionTarget: object(
    { generalPercent: percent(), complexPercent: percent() },
    { description: 'Percentage of cases to resolve (D-02)' },
  ),
};

/** Every figure and choice of the repair process (`RepairPolicy`). */
export const RepairPolicySchema = object(
  { ...promises, ...limits, ...people, ...authorities, ...money, ...quality },
  { description: 'Figures and choices of the repair process; a limit that is null does not apply' },
);
