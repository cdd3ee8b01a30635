/** Who is written to. Staff also find their messages in their inbox. */
export type Audience = 'customer' | 'staff';

interface MessageKindRule {
  readonly audience: Audience;
  /** What the texts may name beside `BASE_VARIABLES`; a name with `?` may be left out. */
  readonly variables: readonly string[];
}

/**
 * Variables of every message, added when it is sent: the case's number, whom it goes to, who writes, how the
 * case stands, and the model of the unit where there is one.
 */
const BASE_VARIABLES = ['caseNumber', 'recipientName', 'companyName', 'phase', 'productModel?'] as const;

/** Messages to customers (R-19; repair process, sections 3.1 and 3.4). */
export const CUSTOMER_MESSAGES = {
  acknowledged: { audience: 'customer', variables: ['dueAt?'] },
  refused: { audience: 'customer', variables: ['reason'] },
  assigned: { audience: 'customer', variables: ['technicianName', 'dueAt?'] },
  appointment: {
    audience: 'customer',
    variables: ['windowFrom', 'windowTo', 'place', 'technicianName?', 'visitFeeMinor?'],
  },
  appointmentReminder: {
    audience: 'customer',
    variables: ['windowFrom', 'windowTo', 'place', 'technicianName?'],
  },
  appointmentChanged: {
    audience: 'customer',
    variables: ['windowFrom', 'windowTo', 'place', 'reason', 'technicianName?'],
  },
  appointmentMissed: { audience: 'customer', variables: ['windowFrom', 'windowTo'] },
  appointmentCancelled: { audience: 'customer', variables: ['windowFrom', 'windowTo', 'reason?'] },
  customerAbsent: { audience: 'customer', variables: ['windowFrom', 'windowTo', 'visitFeeMinor?'] },
  proofAsked: { audience: 'customer', variables: [] },
  unreachable: { audience: 'customer', variables: [] },
  unitAwaitsCollection: { audience: 'customer', variables: ['receiptNumber'] },
  unitGivenBack: { audience: 'customer', variables: ['receiptNumber', 'condition', 'accessories?'] },
  unitReceived: { audience: 'customer', variables: ['receiptNumber', 'condition', 'accessories?'] },
  stopUse: { audience: 'customer', variables: ['reason'] },
  proposal: {
    audience: 'customer',
    variables: ['measures', 'promisedUntil', 'totalMinor?', 'validUntil?', 'dueAt?'],
  },
  quoteReminder: { audience: 'customer', variables: ['totalMinor', 'validUntil?', 'dueAt?'] },
  silenceNotice: { audience: 'customer', variables: ['question', 'dueAt'] },
  confirmationAsked: { audience: 'customer', variables: [] },
  acceptanceNotice: { audience: 'customer', variables: ['dueAt'] },
  paymentAsked: { audience: 'customer', variables: ['amountMinor', 'methods', 'dueAt?'] },
  paymentReceived: { audience: 'customer', variables: ['amountMinor', 'remainingMinor?', 'surplusMinor?'] },
  accountCorrected: { audience: 'customer', variables: ['paidMinor', 'remainingMinor'] },
  partDelayed: { audience: 'customer', variables: ['partName', 'reason', 'expectedAt?'] },
  substitute: { audience: 'customer', variables: ['partName', 'substituteName', 'reason?', 'dueAt?'] },
  partArrived: { audience: 'customer', variables: ['partName'] },
  choiceOffered: { audience: 'customer', variables: ['partName', 'options', 'dueAt?'] },
  rightOffered: { audience: 'customer', variables: ['ground', 'options'] },
  repairStarted: { audience: 'customer', variables: ['promisedUntil?'] },
  readyForCollection: { audience: 'customer', variables: ['dueAt?'] },
  collectionReminder: { audience: 'customer', variables: ['dueAt?'] },
  handedOver: { audience: 'customer', variables: ['measures', 'partsTold?', 'warrantyUntil?'] },
  replacementOffered: { audience: 'customer', variables: ['reason', 'options', 'dueAt?'] },
  replacementComing: { audience: 'customer', variables: ['productName', 'differenceMinor?'] },
  result: { audience: 'customer', variables: ['outcome?', 'summary?'] },
  survey: { audience: 'customer', variables: ['dueAt?', 'link?'] },
  surveyReminder: { audience: 'customer', variables: ['dueAt?', 'link?'] },
  periodSurvey: { audience: 'customer', variables: ['year', 'part', 'dueAt?', 'link?'] },
  periodSurveyReminder: { audience: 'customer', variables: ['year', 'part', 'dueAt?', 'link?'] },
  refundPaid: { audience: 'customer', variables: ['amountMinor', 'reason?'] },
  refundRefused: { audience: 'customer', variables: ['amountMinor', 'reason'] },
  loanOffered: { audience: 'customer', variables: [] },
  loanReminder: { audience: 'customer', variables: ['deviceName', 'dueAt?'] },
  delayAnnounced: { audience: 'customer', variables: ['what', 'reason', 'newUntil'] },
  news: { audience: 'customer', variables: ['text'] },
  withdrawn: { audience: 'customer', variables: ['reason?'] },
  cancelled: { audience: 'customer', variables: ['reason'] },
  closed: { audience: 'customer', variables: ['outcome'] },
} as const satisfies Record<string, MessageKindRule>;

/** Messages to members of staff (repair process, section 8). */
export const STAFF_MESSAGES = {
  urgent: { audience: 'staff', variables: ['reasons?', 'dueAt?'] },
  taskAssigned: { audience: 'staff', variables: ['taskKind', 'dueAt?'] },
  ownerAssigned: { audience: 'staff', variables: ['formerOwnerName?', 'reason?'] },
  ownerReleased: { audience: 'staff', variables: ['ownerName?', 'ownerRole?', 'reason?'] },
  taskDeclined: { audience: 'staff', variables: ['taskKind', 'reason'] },
  noTechnician: { audience: 'staff', variables: ['skills', 'dueAt?'] },
  warning: { audience: 'staff', variables: ['what', 'dueAt'] },
  escalated: { audience: 'staff', variables: ['what', 'level', 'dueAt', 'firedAt?'] },
  escalatedByHand: { audience: 'staff', variables: ['level', 'reason'] },
  approvalAsked: { audience: 'staff', variables: ['subject', 'how', 'amountMinor?', 'dueAt?'] },
  approvalWithdrawn: { audience: 'staff', variables: ['subject'] },
  approvalDecided: { audience: 'staff', variables: ['subject', 'decision', 'reason?'] },
  partsArrived: { audience: 'staff', variables: ['partName', 'quantity?'] },
  partOverdue: { audience: 'staff', variables: ['partName', 'expectedAt', 'reference?'] },
  partNotObtainable: { audience: 'staff', variables: ['partName'] },
  helpGiven: { audience: 'staff', variables: ['text'] },
  customerAnswered: { audience: 'staff', variables: ['what', 'text?'] },
  rightRipened: { audience: 'staff', variables: ['ground'] },
  notSatisfied: { audience: 'staff', variables: ['round', 'dueAt?'] },
  complaintWanted: { audience: 'staff', variables: ['round'] },
  paymentDeferred: { audience: 'staff', variables: ['amountMinor', 'deferredUntil', 'reason'] },
  deferredPaymentDue: { audience: 'staff', variables: ['amountMinor', 'deferredUntil'] },
  holdLasts: { audience: 'staff', variables: ['heldFrom', 'reason'] },
  linkedCaseAwaited: { audience: 'staff', variables: ['settledFrom', 'count'] },
  linkedClosed: { audience: 'staff', variables: ['linkedCaseNumber', 'outcome'] },
  deliveryFailed: { audience: 'staff', variables: ['messageKind', 'channel?', 'nextChannel?'] },
  deliveryDelayed: { audience: 'staff', variables: ['messageKind', 'queuedAt'] },
  appointmentReminderStaff: { audience: 'staff', variables: ['windowFrom', 'windowTo', 'place'] },
  appointmentChangedStaff: { audience: 'staff', variables: ['windowFrom', 'windowTo', 'place', 'reason'] },
  appointmentCancelledStaff: { audience: 'staff', variables: ['windowFrom', 'windowTo', 'reason?'] },
  appointmentMissedStaff: { audience: 'staff', variables: ['windowFrom', 'windowTo'] },
  /** Notices that waited for one person, of one case or several, in one mail (repair process, section 9). */
  digest: { audience: 'staff', variables: ['count', 'notices'] },
} as const satisfies Record<string, MessageKindRule>;

/** Every kind of message, whom it is for and what its texts may name. */
export const MESSAGE_KINDS = { ...CUSTOMER_MESSAGES, ...STAFF_MESSAGES } as const;

export type CustomerMessageKind = keyof typeof CUSTOMER_MESSAGES;
export type StaffMessageKind = keyof typeof STAFF_MESSAGES;
export type MessageKind = keyof typeof MESSAGE_KINDS;

/** Sets of titles that people read instead of codes. */
export const LABEL_TOPICS = [
  'caseKind',
  'phase',
  'task',
  'command',
  'field',
  'choice',
  'commitment',
  'approval',
  'approvalStep',
  'decision',
  'outcome',
  'pause',
  'option',
  'right',
  'urgentTrigger',
  'place',
  'region',
  'faultGroup',
  'paymentMethod',
  'channel',
  'message',
  'role',
  'partOfYear',
] as const;
export type LabelTopic = (typeof LABEL_TOPICS)[number];

/**
 * Variables whose value is a code, or several separated by commas, told by its title in the recipient's
 * language; the first topic that knows the code gives it.
 */
export const LABEL_VARIABLES: Readonly<Record<string, readonly LabelTopic[]>> = {
  phase: ['phase'],
  taskKind: ['task'],
  question: ['task'],
  what: ['commitment', 'task'],
  subject: ['approval'],
  how: ['approvalStep'],
  decision: ['decision'],
  outcome: ['outcome'],
  options: ['option'],
  ground: ['right'],
  reasons: ['urgentTrigger'],
  place: ['place'],
  methods: ['paymentMethod'],
  channel: ['channel'],
  nextChannel: ['channel'],
  messageKind: ['message'],
  ownerRole: ['role'],
  part: ['partOfYear'],
};

/**
 * Variables whose value is the id of a person or part, told by its name. A process knows ids alone, because names
 * are personal data or differ by language; a value that is no id is told as it is.
 */
export const REFERENCE_VARIABLES: Readonly<Record<string, 'person' | 'part'>> = {
  technicianName: 'person',
  ownerName: 'person',
  formerOwnerName: 'person',
  partName: 'part',
  substituteName: 'part',
  productName: 'part',
  deviceName: 'part',
};

/** What the customer reads in the timeline names no person by a key of ours. */
export function withoutPeople(
  variables: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    Object.entries(variables).filter(([name]) => REFERENCE_VARIABLES[name] !== 'person'),
  );
}

/** How a variable's value is written out: by its name, so that no message can tell an instant as a number. */
export type VariableForm = 'instant' | 'amount' | 'label' | 'reference' | 'text';

export function formOfVariable(name: string): VariableForm {
  if (/(?:At|Until|From|To)$/.test(name)) return 'instant';
  if (name.endsWith('Minor')) return 'amount';
  if (name in LABEL_VARIABLES) return 'label';
  return name in REFERENCE_VARIABLES ? 'reference' : 'text';
}

type Declared<K extends MessageKind> = (typeof MESSAGE_KINDS)[K]['variables'][number];
type Optional<Name extends string> = Name extends `${infer Base}?` ? Base : never;
/** `dueAt` is added from a deadline once the calendar has answered, so that whoever writes need not know it. */
type Required<Name extends string> = Name extends `${string}?` | 'dueAt' ? never : Name;
type Added<Name extends string> = Extract<Name, 'dueAt'>;
type ValueOf<Name extends string> = Name extends `${string}${'At' | 'Until' | 'From' | 'To' | 'Minor'}`
  ? number
  : string | number;

/**
 * What has to be said with a message of a kind: instants in epoch milliseconds under names in At, Until, From,
 * To; amounts in whole minor units under names in Minor; codes where the name has titles; text otherwise.
 */
export type MessageVariables<K extends MessageKind> = {
  readonly [Name in Required<Declared<K>>]: ValueOf<Name>;
} & { readonly [Name in Optional<Declared<K>> | Added<Declared<K>>]?: ValueOf<Name> };

export function isMessageKind(kind: string): kind is MessageKind {
  return Object.hasOwn(MESSAGE_KINDS, kind);
}

/** The names that a kind's texts may use, base variables included, and whether each may be missing. */
export function variablesOf(kind: MessageKind): ReadonlyMap<string, { readonly optional: boolean }> {
  const names = [...BASE_VARIABLES, ...MESSAGE_KINDS[kind].variables];
  return new Map(names.map((name) => [name.replace('?', ''), { optional: name.endsWith('?') }] as const));
}
