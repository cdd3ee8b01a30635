import { execFileSync } from 'node:child_process';
import { statSync } from 'node:fs';

/** PostgreSQL refuses to run as root; the account that it runs under instead. */
export interface Account {
  readonly uid: number;
  readonly gid: number;
}

/** Accounts of which every Unix has one: PostgreSQL's own, or else nobody's. */
const CANDIDATES = ['postgres', 'nobody'] as const;

/** null: the present user runs the server. An existing cluster stays with its owner. */
export function serverAccount(cluster: string): Account | null {
  if (process.getuid?.() !== 0) return null;
  const owner = statSync(cluster, { throwIfNoEntry: false });
  if (owner !== undefined && owner.uid !== 0) return { uid: owner.uid, gid: owner.gid };
  for (const name of CANDIDATES) {
    const account = accountOf(name);
    if (account !== null) return account;
  }
  throw new Error(
    'PostgreSQL does not run as root, and there is no user "postgres" to run it: create one, or set DATABASE_URL',
  );
}

/**
 * The command under the given account. Of root's rights it keeps that of reaching files below
 * directories closed to others, such as a checkout in root's home; `no_setuid_fixup` lets access(2),
 * with which PostgreSQL looks for its own parts, honour that right.
 */
export function commandFor(
  account: Account | null,
  binary: string,
  args: readonly string[],
): readonly [string, string[]] {
  if (account === null) return [binary, [...args]];
  const rights = ['--inh-caps', '--ambient-caps', '--bounding-set'].map((set) => `${set}=-all,+dac_override`);
  const identity = [`--reuid=${account.uid}`, `--regid=${account.gid}`, '--clear-groups'];
  return ['setpriv', [...identity, '--securebits=+no_setuid_fixup', ...rights, binary, ...args]];
}

function accountOf(name: string): Account | null {
  try {
    const id = (option: string): number =>
      Number(execFileSync('id', [option, name], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }));
    return { uid: id('-u'), gid: id('-g') };
  } catch (error) {
    // id exits with 1 when there is no such user.
    if ((error as { status?: number }).status === 1) return null;
    throw error;
  }
}
