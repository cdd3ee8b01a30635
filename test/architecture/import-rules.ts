import type { ICruiseOptions, IRegularForbiddenRuleType, IResolveOptions } from 'dependency-cruiser';

/*
 * Who may import whom (design section 3; the README files of the folders say the same in words). A rule is named
 * after what it keeps.
 */

type From = Readonly<{ path: string | string[]; pathNot?: string | string[] }>;

/** A rule that says what it is called and why it holds. */
export type ImportRule = IRegularForbiddenRuleType & Readonly<{ name: string; comment: string }>;

const npm = (...names: readonly string[]): string => `(^|/)node_modules/(${names.join('|')})/`;
const ANY_LIBRARY = '(^|/)node_modules/';
const DOMAIN = '^workflows/domain/';

/** Forms are schemas: values for the API, types alone for process code. */
const FORMS = ['^workflows/.+\\.forms\\.ts$', '^workflows/.+/form-fields\\.ts$', '^workflows/[a-z-]+/forms/'];
const MESSAGES = '^workflows/.+\\.messages\\.ts$';
const RULES = '^workflows/.+\\.rules\\.ts$';
const CONTRACTS = '^activities/[a-z-]*contracts\\.ts$';
const GATEWAY = '^api/case-gateway[^/]*\\.ts$';
const PRODUCTION = '^(workflows|activities|api|db)/|^[^/]+\\.ts$';

/** Modules of `from` import nothing but what is listed. */
const only = (name: string, from: From, mayImport: string[], comment: string): ImportRule => ({
  name,
  comment,
  severity: 'error',
  from,
  to: { pathNot: mayImport },
});

/** Modules of `from` never import `to`. */
const never = (name: string, from: From, to: From, comment: string): ImportRule => ({
  name,
  comment,
  severity: 'error',
  from,
  to,
});

/** Modules of `from` take types of `to`, which are gone when the code runs, and nothing else. */
const typesAlone = (name: string, from: From, to: string | string[], comment: string): ImportRule => ({
  name,
  comment,
  severity: 'error',
  from,
  to: { path: to, dependencyTypesNot: ['type-only'] },
});

/** One place each outside library is used in, so that it can be understood, upgraded and replaced there. */
const owner = (library: string, places: string): ImportRule => ({
  name: `owner-of-${library.replaceAll(/[@/]/g, '')}`,
  comment: `${library} is used in: ${places}`,
  severity: 'error',
  from: { path: PRODUCTION, pathNot: places },
  to: { path: npm(library) },
});

const workflowRules: readonly ImportRule[] = [
  only(
    'domain-imports-nothing',
    { path: DOMAIN },
    [DOMAIN],
    'The vocabulary and the pure rules depend on nothing, so everything may depend on them.',
  ),
  only(
    'rules-import-domain',
    { path: RULES },
    [DOMAIN, '^workflows/[^/]+/[^/]+\\.case\\.ts$', ...FORMS],
    'Rules of a process are pure: domain, and types of their own case.',
  ),
  typesAlone(
    'rules-take-types-of-their-case',
    { path: RULES },
    '^workflows/[^/]+/[^/]+\\.case\\.ts$',
    'Facts of the case are types for its rules.',
  ),
  only(
    'messages-import-domain',
    { path: MESSAGES },
    [DOMAIN, npm('@temporalio/workflow')],
    'Messages are read by API and workflows: domain types and defineUpdate, defineSignal, defineQuery.',
  ),
  only(
    'forms-import-typebox-and-domain',
    { path: FORMS },
    [DOMAIN, ...FORMS, npm('typebox')],
    'Forms are read by the API and must not pull process code along.',
  ),
  only(
    'workflow-code-is-deterministic',
    { path: '^workflows/', pathNot: [DOMAIN, ...FORMS] },
    ['^workflows/', CONTRACTS, npm('@temporalio/workflow')],
    'No node:*, database, API or clock of its own: whatever runs in a workflow must replay.',
  ),
  typesAlone(
    'workflow-code-takes-types-of-contracts',
    { path: '^workflows/' },
    CONTRACTS,
    'Activities are called through proxies; only their types are known.',
  ),
  typesAlone(
    'workflow-code-takes-types-of-forms',
    { path: '^workflows/', pathNot: FORMS },
    FORMS,
    'A validator in the bundle of a workflow is dead weight in every worker.',
  ),
  never(
    'runtime-knows-no-process',
    { path: '^workflows/runtime/' },
    { path: '^workflows/', pathNot: ['^workflows/runtime/', DOMAIN] },
    'The runtime serves every kind of case.',
  ),
  never(
    'processes-do-not-share',
    { path: '^workflows/(?!domain/|runtime/)([^/]+)/' },
    { path: '^workflows/', pathNot: ['^workflows/$1/', '^workflows/runtime/', DOMAIN] },
    'What two processes share belongs to the runtime or the domain; linked cases signal each other.',
  ),
];

const activityRules: readonly ImportRule[] = [
  only(
    'contracts-are-domain-types',
    { path: CONTRACTS },
    [DOMAIN, CONTRACTS],
    'Contracts are read by workflows: types of the domain alone.',
  ),
  never(
    'activities-know-no-process',
    { path: '^activities/' },
    { path: '^workflows/', pathNot: DOMAIN },
    'Activities know contracts; the worker names the workflows by their path.',
  ),
  never(
    'activities-know-no-api',
    { path: '^activities/' },
    { path: '^(api|local|test|bench)/' },
    'Workers run without the API.',
  ),
  never(
    'activities-use-repositories',
    { path: '^activities/' },
    { path: npm('drizzle-orm', 'pg') },
    'SQL is written in db/.',
  ),
];

const databaseRules: readonly ImportRule[] = [
  only(
    'db-imports-domain',
    { path: '^db/' },
    [
      '^db/',
      DOMAIN,
      '^environment\\.ts$',
      npm('drizzle-orm', 'pg', '@types/pg', 'chinese-days'),
      '^(node:)?(fs|path|url|crypto)(/promises)?$',
    ],
    'The database layer serves activities and API and knows neither.',
  ),
];

const apiRules: readonly ImportRule[] = [
  never(
    'gateway-is-the-only-client',
    { path: '^(api|activities|db|workflows)/', pathNot: GATEWAY },
    { path: npm('@temporalio/client') },
    'api/case-gateway.ts and its parts speak to Temporal for the API.',
  ),
  never(
    'api-speaks-to-temporal-through-the-gateway',
    { path: '^api/', pathNot: [GATEWAY, '^api/config\\.ts$'] },
    { path: [npm('@temporalio/[^/]+'), '^temporal\\.config\\.ts$'] },
    'Routes and plugins know cases and not workflows.',
  ),
  never(
    'api-knows-no-process',
    { path: '^api/', pathNot: GATEWAY },
    { path: '^workflows/', pathNot: [DOMAIN, ...FORMS] },
    'The API reads forms and domain; what a process does, it asks the gateway.',
  ),
  only(
    'gateway-imports',
    { path: GATEWAY },
    [
      '^api/(case-gateway[^/]*|config)\\.ts$',
      DOMAIN,
      MESSAGES,
      '^workflows/runtime/names\\.ts$',
      '^workflows/[^/]+/[^/]+\\.case\\.ts$',
      '^(temporal\\.config|payload-codec)\\.ts$',
      npm('@temporalio/(client|common|proto)'),
      '^(node:)?(crypto|timers/promises)$',
    ],
    'The gateway knows the messages, names and types of workflows.',
  ),
  typesAlone(
    'gateway-takes-types-of-workflows',
    { path: GATEWAY },
    '^workflows/[^/]+/[^/]+\\.case\\.ts$',
    'Nothing that runs in a workflow runs in the API.',
  ),
  never(
    'api-knows-no-activities',
    { path: '^api/' },
    { path: '^(activities|local|test|bench)/' },
    'Tables about a case are written by activities alone; the API reads them.',
  ),
  never(
    'api-uses-repositories',
    { path: '^api/' },
    { path: ['^db/(schema|guards|migrations|seeding)/', npm('drizzle-orm', 'pg')] },
    'SQL is written in db/.',
  ),
];

const generalRules: readonly ImportRule[] = [
  {
    name: 'no-circular-imports',
    comment: 'Modules that need each other are one module; types that refer to each other have one owner.',
    severity: 'error',
    from: {},
    to: { circular: true },
  },
  {
    name: 'everything-resolves',
    comment: 'An import that nobody can follow is an import that no rule sees.',
    severity: 'error',
    from: {},
    to: { couldNotResolve: true },
  },
  never(
    'production-needs-no-tools',
    { path: PRODUCTION, pathNot: '^(vitest|drizzle)\\.config\\.ts$' },
    { path: '^(local|test|bench)/' },
    'The embedded stack, tests and benchmarks are not part of what runs in production.',
  ),
  {
    name: 'production-needs-no-dev-dependency',
    comment: '`npm ci --omit=dev` is enough to run the API and the worker.',
    severity: 'error',
    from: { path: PRODUCTION, pathNot: '^(vitest|drizzle)\\.config\\.ts$' },
    to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'], pathNot: npm('@types/[^/]+') },
  },
];

/** Which outside library is used where. */
export const OWNER_RULES: readonly ImportRule[] = [
  owner('nodemailer', '^activities/adapters/mail\\.adapter\\.ts$'),
  owner('handlebars', '^activities/adapters/message-renderer\\.ts$'),
  owner('jose', '^api/plugins/'),
  owner('file-type', '^api/evidence/'),
  owner('@aws-sdk', '^api/evidence/bucket-store\\.ts$'),
  owner('pdfkit', '^api/documents/pdf-renderer\\.ts$'),
  owner('ajv', '^api/plugins/validation\\.ts$'),
  owner('chinese-days', '^db/presets/holiday-schemes\\.ts$'),
  owner('fastify', '^api/'),
  owner('@fastify', '^api/'),
  owner('typebox', '^api/|^workflows/'),
  owner('drizzle-orm', '^db/'),
  owner('pg', '^db/'),
  owner('@temporalio/workflow', '^workflows/'),
  owner('@temporalio/worker', '^activities/worker[^/]*\\.ts$'),
  owner('@temporalio/activity', '^activities/'),
  owner('@temporalio/proto', '^api/case-gateway|^payload-codec\\.ts$'),
  {
    ...owner('pino', '^logging\\.ts$|^api/describe-api\\.ts$'),
    to: { path: npm('pino'), dependencyTypesNot: ['type-only'] },
  },
  owner('prom-client', '^(api/plugins|activities)/observability\\.ts$'),
];

/** Which part of the product may import which. */
export const LAYER_RULES: readonly ImportRule[] = [
  ...workflowRules,
  ...activityRules,
  ...databaseRules,
  ...apiRules,
  ...generalRules,
];

export const CRUISE_OPTIONS: ICruiseOptions = {
  validate: true,
  ruleSet: { forbidden: [...LAYER_RULES, ...OWNER_RULES] },
  doNotFollow: { path: ANY_LIBRARY },
  exclude: { path: '^db/migrations/' },
  tsPreCompilationDeps: true,
};

/** How Node itself finds a module, and TypeScript the types of a library. */
export const RESOLVE_OPTIONS: Partial<IResolveOptions> = {
  exportsFields: ['exports'],
  conditionNames: ['import', 'require', 'node', 'default', 'types'],
  mainFields: ['module', 'main', 'types', 'typings'],
  extensions: ['.ts', '.mts', '.mjs', '.js', '.d.ts', '.json'],
};
