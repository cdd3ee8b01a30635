/** A fault of one field of an input; `pointer` is a JSON pointer (RFC 6901) into that input. */
export interface Fault {
  readonly pointer: string;
  readonly message: string;
}

/**
 * Every error a caller can meet: code = ApplicationFailure type = problem `code` (design §4).
 * `status` is the HTTP status the API answers with.
 */
export const ERROR_CODES = {
  MALFORMED: { status: 400, title: 'The request is malformed' },
  UNAUTHENTICATED: { status: 401, title: 'A valid bearer token is needed' },
  FORBIDDEN: { status: 403, title: 'Not allowed' },
  ROLE_MISSING: { status: 403, title: 'Your roles do not allow this' },
  SCOPE_MISSING: { status: 403, title: 'The scopes of this system do not allow this' },
  NOT_ASSIGNEE: { status: 403, title: 'The task is assigned to somebody else' },
  HOLD_TOO_LONG: { status: 403, title: 'A hold this long needs a manager' },
  OWN_REQUEST: { status: 403, title: 'Nobody approves their own request' },
  NOT_FOUND: { status: 404, title: 'Not found' },
  NOT_ACCEPTABLE: { status: 406, title: 'Not available in the form asked for' },
  CASE_CLOSED: { status: 409, title: 'The case is closed' },
  WRONG_PHASE: { status: 409, title: 'The case is in another phase' },
  TASK_NOT_OPEN: { status: 409, title: 'The task is not open any more' },
  APPROVAL_NOT_PENDING: { status: 409, title: 'The approval is not pending' },
  ALREADY_ON_HOLD: { status: 409, title: 'The case is on hold already' },
  TOP_LEVEL_REACHED: { status: 409, title: 'The highest level has been told already' },
  TECHNICIAN_BUSY: { status: 409, title: 'The technician has another appointment then' },
  NOT_ON_HOLD: { status: 409, title: 'The case is not on hold' },
  IDEMPOTENCY_KEY_REUSED: { status: 409, title: 'The Idempotency-Key was used with another body' },
  IDEMPOTENCY_IN_PROGRESS: { status: 409, title: 'The same request is still being worked on' },
  RECORDED_OTHERWISE: { status: 409, title: 'Recorded already, with other content' },
  REQUISITION_NOT_SIGNED: { status: 409, title: 'The requisition is not signed' },
  DEVICE_LENT: { status: 409, title: 'The customer has a loan device already' },
  SERIAL_IN_USE: { status: 409, title: 'The piece with this serial number is in use' },
  PAYMENT_OPEN: { status: 409, title: 'The payment is open' },
  QUOTE_ANSWERED: { status: 409, title: 'The quotation is answered already' },
  QUOTE_REVISED: { status: 409, title: 'The quotation was replaced by a newer one' },
  QUOTE_EXPIRED: { status: 409, title: 'The quotation is not valid any more' },
  SURVEY_EXPIRED: { status: 409, title: 'The survey is over' },
  SURVEY_ROUND_EXISTS: { status: 409, title: 'The customers of the period have been asked already' },
  PAYMENT_PLACED: { status: 409, title: 'The payment is placed already' },
  MESSAGE_PLACED: { status: 409, title: 'The message is placed already' },
  ALREADY_REFUNDED: { status: 409, title: 'The refund is recorded already' },
  FEE_DETAIL_NOT_READY: { status: 409, title: 'The fee detail has not come that far' },
  MONTH_SETTLED: { status: 409, title: 'The month is settled' },
  REQUEST_NOT_OPEN: { status: 409, title: 'The request has gone further already' },
  MONTH_RUNNING: { status: 409, title: 'The month is not over' },
  STALE_VERSION: { status: 412, title: 'The record has changed since you read it' },
  TOO_LARGE: { status: 413, title: 'More than is taken at once' },
  UNSUPPORTED_MEDIA_TYPE: { status: 415, title: 'Not taken in the form sent' },
  TRIGGER_HOLDS: { status: 422, title: 'A reason for urgency holds' },
  PLAN_NOT_APPROVED: { status: 409, title: 'The plan is not approved' },
  ACCEPTED: { status: 409, title: 'The repaired unit was accepted already' },
  ALREADY_CHECKED_IN: { status: 409, title: 'The technician has checked in already' },
  SERIAL_MISMATCH: { status: 409, title: 'Another unit than the case’s' },
  INVALID: { status: 422, title: 'The request breaks a rule' },
  LINK_CYCLE: { status: 422, title: 'The cases would wait for each other' },
  PRODUCT_NOT_REPAIRABLE: { status: 422, title: 'This product is not repaired' },
  CLOCK_NOT_ADJUSTABLE: { status: 422, title: 'Clocks of cases cannot be adjusted here' },
  OVER_QUANTITY: { status: 422, title: 'More than what is left' },
  LOT_MISMATCH: { status: 422, title: 'Another lot or serial number is expected' },
  NO_DEVICE_FREE: { status: 422, title: 'No such loan device is free' },
  SUBSTITUTE_NOT_APPROVED: { status: 422, title: 'The substitute is not approved for this part' },
  OVER_CHARGE: { status: 422, title: 'More than what was agreed' },
  OVER_REFUND: { status: 422, title: 'More than what can be refunded' },
  CASE_FILLED: { status: 429, title: 'The case takes no more of this until its next phase' },
  RATE_LIMITED: { status: 429, title: 'Too many requests' },
  INTERNAL: { status: 500, title: 'Something went wrong on our side' },
  UNAVAILABLE: { status: 503, title: 'Not available right now' },
} as const satisfies Record<string, { status: number; title: string }>;

export type ErrorCode = keyof typeof ERROR_CODES;

interface DomainErrorOptions {
  readonly faults?: readonly Fault[];
  readonly details?: Readonly<Record<string, unknown>>;
  readonly cause?: unknown;
}

/** A refusal with a reason: says what is wrong and what would be right. */
export class DomainError extends Error {
  override readonly name = 'DomainError';
  readonly code: ErrorCode;
  readonly faults: readonly Fault[];
  /** Machine-readable facts for the caller (who completed it, the remainder …); never personal data. */
  readonly details: Readonly<Record<string, unknown>>;

  constructor(code: ErrorCode, message: string, options: DomainErrorOptions = {}) {
    super(message, { cause: options.cause });
    this.code = code;
    this.faults = options.faults ?? [];
    this.details = options.details ?? {};
  }
}

/** What a refusal may bring along beside the field at fault. */
type RefusalExtras = Pick<DomainErrorOptions, 'details' | 'cause'>;

/**
 * Refuses one field of an input. `message` goes on from the field's name ("must lie after …"); `detail` is the
 * sentence about the whole input, by default field and message.
 */
export function refusedAt(
  code: ErrorCode,
  pointer: string,
  message: string,
  detail = `${pointer} ${message}`,
  extras: RefusalExtras = {},
): DomainError {
  return new DomainError(code, detail, { ...extras, faults: [{ pointer, message }] });
}

/** Refuses one field that breaks a rule (422 INVALID); see `refusedAt`. */
export function invalid(
  pointer: string,
  message: string,
  detail?: string,
  extras?: RefusalExtras,
): DomainError {
  return refusedAt('INVALID', pointer, message, detail, extras);
}

/** Refuses one field by a whole sentence, which says it for the input as well (422 INVALID). */
export function invalidWhole(pointer: string, sentence: string, extras?: RefusalExtras): DomainError {
  return refusedAt('INVALID', pointer, sentence, sentence, extras);
}

/** Refuses several fields that break rules (422 INVALID). `detail`: by default all faults in a row. */
export function invalidFields(
  faults: readonly Fault[],
  detail = faults.map(({ pointer, message }) => `${pointer} ${message}`).join('; '),
): DomainError {
  return new DomainError('INVALID', detail, { faults });
}

/** Refuses an input in which a check has found faults, with all of them (422 INVALID). */
export function requireFaultless(faults: readonly Fault[], detail?: string): void {
  if (faults.length > 0) throw invalidFields(faults, detail);
}

/** Faults of a part, as faults of the whole that holds it at `pointer`. */
export function faultsBelow(pointer: string, faults: readonly Fault[]): Fault[] {
  return faults.map((fault) => ({ ...fault, pointer: `${pointer}${fault.pointer}` }));
}

/** For exhaustive switches: a new case that nobody handles is a compile error. */
export function assertNever(value: never): never {
  throw new Error(`Unhandled value ${JSON.stringify(value)}`);
}
