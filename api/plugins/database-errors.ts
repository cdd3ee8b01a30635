/** Codes of node and PostgreSQL (appendix A) that say: the server is away, starting, stopping or full. */
const UNAVAILABLE_CODES = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ENOTFOUND',
  'EHOSTUNREACH',
  'ETIMEDOUT',
  'EPIPE',
  '08000',
  '08001',
  '08003',
  '08006',
  '53300',
  '57P01',
  '57P02',
  '57P03',
]);

/** What node-postgres says, without a code, when a connection breaks or cannot be had in time. */
const UNAVAILABLE_MESSAGES = [
  'Connection terminated',
  'timeout exceeded when trying to connect',
  'Client has encountered a connection error',
  'Query read timeout',
];

/** Whether an error, or what caused it, means that the database could not be reached. */
export function isDatabaseUnavailable(error: unknown): boolean {
  return causes(error).some(
    (cause) =>
      (cause.code !== undefined && UNAVAILABLE_CODES.has(cause.code)) ||
      UNAVAILABLE_MESSAGES.some((message) => cause.message.startsWith(message)),
  );
}

interface Cause {
  readonly code: string | undefined;
  readonly message: string;
}

function causes(error: unknown): Cause[] {
  const found: Cause[] = [];
  let current = error;
  while (current instanceof Error && found.length < 10) {
    const code = 'code' in current && typeof current.code === 'string' ? current.code : undefined;
    found.push({ code, message: current.message });
    current = current.cause;
  }
  return found;
}
