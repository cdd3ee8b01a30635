import { pino, type DestinationStream, type Logger, type LoggerOptions } from 'pino';

/**
 * A process's log: JSON lines on standard output, without personal data (S-01): no bodies, query strings, tokens or
 * addresses, and of a database error only what names no value.
 */
export function createLogger(
  process: 'api' | 'worker',
  level: string,
  destination: DestinationStream = standardOutput(process),
): Logger {
  const options: LoggerOptions = {
    level,
    base: { process },
    timestamp: pino.stdTimeFunctions.isoTime,
    serializers: { err: describeError },
    redact: {
      paths: ['req', 'res', 'headers', 'body', '*.headers', '*.body', '*.authorization'],
      remove: true,
    },
  };
  return pino(options, destination);
}

/** The API logs every request and must not wait for whoever reads its lines; a worker logs little. */
const standardOutput = (process: 'api' | 'worker'): DestinationStream =>
  pino.destination({ sync: process === 'worker' });

/** What a log line may say about an error. */
interface LoggedError {
  readonly type: string;
  readonly message?: string;
  readonly code?: string;
  readonly constraint?: string;
  readonly table?: string;
  readonly stack: readonly string[];
  readonly cause?: LoggedError;
}

function describeError(error: unknown): LoggedError {
  if (!(error instanceof Error)) return { type: typeof error, stack: [] };
  const facts = error as Error & Record<'code' | 'constraint' | 'table', unknown>;
  return {
    type: error.constructor.name,
    ...(!quotesValues(error) && { message: error.message }),
    ...textField('code', facts.code),
    ...textField('constraint', facts.constraint),
    ...textField('table', facts.table),
    stack: framesOf(error),
    ...(error.cause instanceof Error && { cause: describeError(error.cause) }),
  };
}

/** A failed query and PostgreSQL's answer to it repeat the values that somebody sent. */
function quotesValues(error: Error): boolean {
  return 'query' in error || 'severity' in error;
}

function textField<Name extends string>(name: Name, value: unknown): Partial<Record<Name, string>> {
  return typeof value === 'string' ? ({ [name]: value } as Record<Name, string>) : {};
}

/** The stack without its first lines, which repeat the message. */
function framesOf(error: Error): readonly string[] {
  return (error.stack ?? '')
    .split('\n')
    .filter((line) => /^\s+at /.test(line))
    .map((line) => line.trim());
}
