import { describe, expect, it } from 'vitest';
import { linesMatching, productFiles, type SourceFile } from './sources.ts';

const files = productFiles();
const code = files.filter(
  ({ path }) => /\.(?:ts|mjs|js|sql)$/.test(path) && !path.startsWith('db/migrations/'),
);
const THIS_TEST = 'test/architecture/sources.test.ts';

const textOf = (path: string): string => files.find((file) => file.path === path)?.text ?? '';
const without = (paths: readonly string[]): readonly SourceFile[] =>
  code.filter(({ path }) => ![THIS_TEST, ...paths].includes(path));

/** About 300 lines is what a person reads in one go. */
const MOST_LINES = 310;

/** A reason that a rule of the linter is switched off for. */
const LINT_EXCEPTIONS = [
  // Only generic functions that are compared can tell an optional field from a missing one.
  'api/schemas/policy.schema.ts',
];

/** Where the present instant may be read beside cases, and why. */
const OWN_CLOCK = [
  // Command lines stamp what they write, presets, an administrator and a sweep, with the instant at which they run.
  'db/migrate.ts',
  'db/admin.ts',
  'db/retention.ts',
  // A webhook's signature holds the instant of sending, which its receiver compares with its own clock.
  'activities/adapters/index.ts',
];

describe('the sources', () => {
  it('are found', () => {
    expect(code.length).toBeGreaterThan(100);
    expect(files.map(({ path }) => path)).toContain('.ci/run');
  });

  it('leave nothing for later and switch no check off', () => {
    const found = linesMatching(
      without(LINT_EXCEPTIONS),
      /\b(?:TODO|FIXME|XXX)\b|eslint-disable|@ts-(?:ignore|nocheck|expect-error)|prettier-ignore/,
    );
    expect(found).toEqual([]);
  });

  it('skip no test and run none alone', () => {
    const tests = without([]).filter(({ path }) => path.startsWith('test/'));
    expect(linesMatching(tests, /\b(?:it|test|describe)\.(?:skip|only|todo|fails|skipIf|runIf)\b/)).toEqual(
      [],
    );
  });

  it(`have at most ${MOST_LINES} lines each`, () => {
    const long = code
      .filter(({ path }) => path.endsWith('.ts'))
      .map(({ path, text }) => ({ path, lines: text.split('\n').length - 1 }))
      .filter(({ lines }) => lines > MOST_LINES);
    expect(long).toEqual([]);
  });

  it('name no machine and no registry', () => {
    // `/work/0` is the JSON pointer of a field, not a folder of anybody's machine.
    const found = linesMatching(
      files.filter(({ path }) => path !== THIS_TEST && !path.endsWith('go.sum')),
      /(?<![\w.])\/(?:work(?!\/(?:\d|\$\{))|root|home\/[a-z]+)\/|"resolved":|https?:\/\/(?:registry|npm|proxy|goproxy)\./,
    );
    expect(found).toEqual([]);
  });
});

describe('refusals', () => {
  it('that point at a field are built by the helpers of the domain', () => {
    const product = without(['workflows/domain/errors.ts']).filter(({ path }) =>
      /^(?:workflows|activities|api|db)\//.test(path),
    );
    expect(linesMatching(product, /\bfaults: \[(?!\.\.\.)/)).toEqual([]);
  });
});

describe('the instants of cases', () => {
  it('come from the workflow: activities and database read no clock', () => {
    const layers = without(OWN_CLOCK).filter(({ path }) => /^(?:activities|db)\//.test(path));
    const clocks =
      /Date\.now|new Date\(\)|\bdefaultNow\b|current_timestamp|clock_timestamp|localtimestamp|\bnow\(\)/i;
    const found = linesMatching(layers, clocks).filter((line) => !line.includes('performance.now()'));
    expect(found).toEqual([]);
  });
});

describe('the packages of Temporal', () => {
  it('all have one version', () => {
    const { packages } = JSON.parse(textOf('package-lock.json')) as {
      packages: Readonly<Record<string, { readonly version?: string }>>;
    };
    const temporal = Object.entries(packages).filter(([path]) =>
      /node_modules\/@temporalio\/[^/]+$/.test(path),
    );
    const cores = temporal.filter(([path]) => path.includes('/@temporalio/core-bridge'));
    expect(temporal.length).toBeGreaterThan(8);
    expect(cores.length).toBeGreaterThan(0);
    expect([...new Set(temporal.map(([, { version }]) => version))]).toHaveLength(1);
  });
});
