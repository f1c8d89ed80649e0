/** What the architecture allows, as data. The rules beside this file read it. */

/**
 * The layers: a package imports only packages of lower layers. A package that is missing here is an offence, so the
 * layer of a new one is decided and not guessed.
 */
export const LAYERS: readonly (readonly string[])[] = [
  ['@ag06/contracts', '@ag06/duty', '@ag06/outages', '@ag06/objects', '@ag06/http-server', 'create-ag06'],
  ['@ag06/protocol', '@ag06/schedule'],
  ['@ag06/store', '@ag06/engine', '@ag06/tuning', '@ag06/health', '@ag06/postgres'],
  [
    '@ag06/store-redis',
    '@ag06/store-postgres',
    '@ag06/broker',
    '@ag06/telemetry',
    '@ag06/resilience',
    '@ag06/archive',
    '@ag06/simulation',
  ],
  ['@ag06/runtime', '@ag06/agent-kit', '@ag06/client', '@ag06/backend', '@ag06/demand'],
  ['@ag06/agent-http', '@ag06/bullmq', '@ag06/service-host'],
  ['@ag06/test-fleet', '@ag06/fetch', '@ag06/worker'],
  ['@ag06/nestjs'],
];

/** Functions of values: they are given time and chance, and do no I/O. */
export const PURE_PACKAGES = [
  '@ag06/contracts',
  '@ag06/protocol',
  '@ag06/schedule',
  '@ag06/engine',
  '@ag06/tuning',
  '@ag06/simulation',
  '@ag06/health',
  '@ag06/outages',
];

/** The libraries a pure package may import: they do no I/O either. */
export const PURE_LIBRARIES = [
  'zod',
  'yaml',
  'ajv',
  '@marcbachmann/cel-js',
  '@noble/hashes',
  're2js',
  '@datadog/sketches-js',
  'croner',
  'tinyqueue',
  'ml-matrix',
];

/** What an example imports: the same as any user. */
export const USER_PACKAGES = ['@ag06/agent-kit', '@ag06/bullmq', '@ag06/client'];

/** Named only where a service is put together: in a `main.ts` or `main-….ts`, and by the composition root. */
export const ADAPTERS = [
  '@ag06/store-redis',
  '@ag06/store-postgres',
  '@ag06/broker',
  '@ag06/postgres',
  '@ag06/backend',
  '@ag06/objects',
];

/** The package that knows which adapters a connection URL asks for. */
export const COMPOSITION_ROOT = '@ag06/backend';

/** Adapters that hold their own port: their types may be imported where the layers allow it, their values may not. */
export const ADAPTERS_WITH_PORT = ['@ag06/broker', '@ag06/postgres', '@ag06/backend', '@ag06/objects'];

/** The one service that may start the others: as processes, or (in a `main-….ts`) inside of its own. */
export const STARTER = 'ag06';

/** Packages that run services inside a process of their users, and so import them, and put them together. */
export const HOSTS = ['@ag06/test-fleet', '@ag06/worker'];

/** The service that may find the files of another workspace, which is no process: the dashboard that it serves. */
export const SERVED = { by: '@ag06/dispatcher', files: '@ag06/dashboard' };

/**
 * Folders of a service that do its work whatever way it is asked: they take plain values and throw `Refusal`s, and
 * know nothing of the folders and libraries through which requests come.
 */
export const ROOMS: readonly {
  readonly of: string;
  readonly rooms: readonly string[];
  readonly knowNothingOf: RegExp;
}[] = [
  {
    of: '@ag06/dispatcher',
    rooms: ['use-cases', 'duties', 'queue', 'feed', 'health', 'intake'],
    knowNothingOf: /^(fastify|@fastify\/.*|(node:)?https?2?|services\/dispatcher\/src\/http\/.*)$/,
  },
];

/** Each vendor library and the packages that alone know it. */
export const OWNERS: readonly (readonly [library: RegExp, owners: readonly string[]])[] = [
  [
    /^bullmq$/,
    ['@ag06/broker', '@ag06/bullmq', '@ag06/example-from-bullmq', '@ag06/example-submit-by-queue'],
  ],
  [/^ioredis$/, ['@ag06/broker', '@ag06/bullmq', '@ag06/store-redis', '@ag06/example-submit-by-queue']],
  [/^pg$/, ['@ag06/postgres']],
  [/^@electric-sql\/pglite$/, ['@ag06/postgres']],
  [/^cockatiel$/, ['@ag06/resilience']],
  [/^undici$/, ['@ag06/agent-http']],
  [/^ipaddr\.js$/, ['@ag06/agent-http']],
  [/^@opentelemetry\/(?!api$)/, ['@ag06/telemetry', '@ag06/test-support']],
  [/^@datadog\/sketches-js$/, ['@ag06/tuning']],
  [/^croner$/, ['@ag06/schedule']],
  [/^@aws-sdk\//, ['@ag06/objects']],
];

/** Loops that are no `Duty`, each with the reason. */
export const INTERVALS: readonly (readonly [path: string, why: string])[] = [
  [
    'packages/backend/src/keeper/keeper.ts',
    'The thread stands in for a loop that does not turn: its looks wait for no round of renewals, and renewals keep their rate however long a round takes.',
  ],
  [
    'packages/broker/src/locks/renewal-loop.ts',
    'Lost locks are told while a round of renewals hangs, and renewals keep their rate however long a round takes.',
  ],
  [
    'packages/store-redis/src/checks/reach-redis.ts',
    'It only tells, before there is a service, that a start waits.',
  ],
  [
    'services/cli/src/status-line.ts',
    'A line of a terminal that is drawn over while a command waits: it asks nobody, and ends with the command.',
  ],
];

export const FORBIDDEN_WORDS = ['utils', 'util', 'helpers', 'helper', 'misc', 'manager', 'processor'];
/** Forbidden as a whole name; `base-64.ts` is a name. */
export const FORBIDDEN_NAMES = ['common', 'types', 'base'];

export const MAX_FILE_LINES = 300;
/** Written by programs, and compared with what these write by tests: nobody reads them from top to bottom. */
export const GENERATED_FILES = ['packages/client/src/api-types.ts'];
export const MAX_README_LINES = 30;
