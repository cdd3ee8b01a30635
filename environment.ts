/** The environment of a process (`process.env`), read once at start and passed on as values. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** The environment is wrong: one line for each faulty variable, with what would be right. */
export class ConfigurationError extends Error {
  override readonly name = 'ConfigurationError';
  readonly faults: readonly string[];

  constructor(faults: readonly string[]) {
    super(faults.join('\n'));
    this.faults = faults;
  }
}

/** Turns the text of a variable into a value, or throws an Error that says what would be right. */
export type Parser<T> = (text: string) => T;

/** One variable of the environment, how to read it, and what holds when it is not set. */
export interface Setting<T> {
  readonly variable: string;
  readonly parse: Parser<T>;
  readonly absent: { readonly value: T } | { readonly fault: string };
}

type Values<S> = { readonly [K in keyof S]: S[K] extends Setting<infer T> ? T : never };

/** A variable that must be set; `example` is shown when it is missing. */
export const required = <T>(variable: string, parse: Parser<T>, example: string): Setting<T> => ({
  variable,
  parse,
  absent: { fault: `must be set, for example ${example}` },
});

/** A variable that may be left out: then its value is `fallback`. */
export const optional = <T, const F>(variable: string, parse: Parser<T>, fallback: F): Setting<T | F> => ({
  variable,
  parse,
  absent: { value: fallback },
});

/**
 * Reads all settings. An empty variable counts as not set, since compose files and shells pass
 * variables on that way.
 * @throws ConfigurationError naming every faulty variable at once.
 */
export function readSettings<S extends Record<string, Setting<unknown>>>(
  env: Environment,
  settings: S,
): Values<S> {
  const faults: string[] = [];
  const values: Record<string, unknown> = {};
  for (const [name, { variable, parse, absent }] of Object.entries(settings)) {
    const text = env[variable]?.trim() ?? '';
    try {
      values[name] = text === '' ? valueWhenAbsent(absent) : parse(text);
    } catch (error) {
      faults.push(`${variable}: ${(error as Error).message}`);
    }
  }
  if (faults.length > 0) throw new ConfigurationError(faults);
  return values as Values<S>;
}

function valueWhenAbsent(absent: Setting<unknown>['absent']): unknown {
  if ('fault' in absent) throw new Error(absent.fault);
  return absent.value;
}

/** Runs several readers and reports the faults of all of them together. */
export function readAll<T extends Record<string, () => unknown>>(
  readers: T,
): { readonly [K in keyof T]: ReturnType<T[K]> } {
  const faults: string[] = [];
  const values: Record<string, unknown> = {};
  for (const [name, read] of Object.entries(readers)) {
    try {
      values[name] = read();
    } catch (error) {
      if (!(error instanceof ConfigurationError)) throw error;
      faults.push(...error.faults);
    }
  }
  if (faults.length > 0) throw new ConfigurationError([...new Set(faults)]);
  return values as { readonly [K in keyof T]: ReturnType<T[K]> };
}

export const text: Parser<string> = (value) => value;

/** An absolute URL of one of the given schemes. The value itself is never shown: it may hold a password. */
const urlOf =
  (...schemes: readonly string[]): Parser<string> =>
  (value) => {
    const wanted = schemes.map((scheme) => `${scheme}://`).join(' or ');
    if (!URL.canParse(value)) throw new Error(`must be a URL that begins with ${wanted}`);
    const url = new URL(value);
    if (!schemes.includes(url.protocol.slice(0, -1)) || url.hostname === '') {
      throw new Error(`must begin with ${wanted} and name a host`);
    }
    return value;
  };

export const postgresUrl = urlOf('postgresql', 'postgres');
export const smtpUrl = urlOf('smtp', 'smtps');
export const httpUrl = urlOf('http', 'https');

/** A TCP port; 0 lets the operating system choose one. */
export const portNumber: Parser<number> = (value) => {
  const port = Number(value);
  if (!/^\d{1,5}$/.test(value) || port > 65_535) {
    throw new Error(`must be a port number from 0 to 65535, is "${value}"`);
  }
  return port;
};

/** `host:port`, as Temporal addresses are written. */
export const hostAndPort: Parser<string> = (value) => {
  const port = /^(?:[\w.-]+|\[[\da-fA-F:]+\]):(\d{1,5})$/.exec(value)?.[1];
  if (port === undefined || Number(port) < 1 || Number(port) > 65_535) {
    throw new Error(`must be host:port without a scheme, for example 127.0.0.1:7233, is "${value}"`);
  }
  return value;
};

export const flag: Parser<boolean> = (value) => {
  if (value === '1' || value === 'true') return true;
  if (value === '0' || value === 'false') return false;
  throw new Error(`must be 1 or 0, is "${value}"`);
};

export const wholeNumber =
  (least: number, most: number): Parser<number> =>
  (value) => {
    const number = Number(value);
    if (!/^\d+$/.test(value) || number < least || number > most) {
      throw new Error(`must be a whole number from ${least} to ${most}, is "${value}"`);
    }
    return number;
  };

export const oneOf =
  <const T extends string>(...choices: readonly T[]): Parser<T> =>
  (value) => {
    const choice = choices.find((candidate) => candidate === value);
    if (choice === undefined) throw new Error(`must be one of ${choices.join(', ')}, is "${value}"`);
    return choice;
  };

/** An e-mail address, with or without a display name (RFC 5322 mailbox). */
export const mailbox: Parser<string> = (value) => {
  if (!/^(?:[^<>]+<[^\s<>@]+@[^\s<>@]+>|[^\s<>@]+@[^\s<>@]+)$/.test(value)) {
    throw new Error('must be an e-mail address such as "After-sales <service@example.com>"');
  }
  return value;
};

/** A shared secret, long enough that it cannot be guessed. */
export const secret: Parser<string> = (value) => {
  if (value.length < 16) throw new Error('must have at least 16 characters');
  return value;
};
