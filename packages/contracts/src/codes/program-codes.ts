import type { CodeTable } from './code-row.ts';

/** Of programs: how they are written, started and called. */
export const PROGRAM_CODES = {
  ADDRESS_INVALID: [
    'client',
    'The address of a dispatcher is not one.',
    'Use `http://HOST:PORT`, several with commas.',
  ],
  ADVANCE_TOO_FAR: ['test fleet', 'Too many timers were due on the way.', 'Advance time in several calls.'],
  AGENTS_UNKNOWN: [
    'start',
    'A worker would serve no agent.',
    'Correct `AG06_WORKER_AGENTS`, or load a module that has them.',
  ],
  AGENTS_UNLOADABLE: [
    'start',
    'A module of `AG06_AGENTS` does not load, or exports no agent.',
    'The message says why: correct the path, or what it imports.',
  ],
  AGENT_DUPLICATE: ['start', 'Two agents have the same name.', 'Rename one of them.'],
  AGENT_NAME_INVALID: [
    'start',
    'That is no name of an agent.',
    'Use `a-z 0-9 . _ -`, such as `text.analyse`.',
  ],
  AGENT_TUNING_INVALID: [
    'start',
    'Bounds or objective of an agent are not as expected.',
    'The message says where.',
  ],
  ANSWER_INVALID: [
    'client',
    'The answer is not one of a dispatcher.',
    'Check the address, and what stands between.',
  ],
  BREAKER_INVALID: ['start', 'The `breaker` of an agent is not as expected.', 'The message says what is.'],
  BROKER_UNKNOWN: ['init', '`--broker` takes `embedded`, `redis` or `postgres`.', 'Name one of them.'],
  CALL_INVALID: ['init', 'The command was called wrongly.', 'Its usage is printed below.'],
  DEPENDENCY_INVALID: [
    'start',
    'The `dependency` of an agent is no name.',
    'Use `a-z 0-9 . _ : -`, such as `billing-api`.',
  ],
  DISPATCHER_UNREACHABLE: [
    'client',
    'No dispatcher answers. Whether the call was carried out is unknown.',
    'Check `AG06_URL`; start one (`ag06 up`); repeat with the same key.',
  ],
  EMBEDDED_NEEDS_UP: [
    'start',
    'The embedded database is for one process.',
    'Name the files of agents in `ag06.agents` of package.json (or `--agents`), then stop `ag06 up` and start it again; or name a server in `AG06_BROKER_URL`.',
  ],
  FAILED: [
    'command',
    'Something failed that has no code of its own.',
    'The message, or the log above it, says what; report a defect with it.',
  ],
  FLOW_INVALID: ['conversion', 'A flow of BullMQ is not as expected.', 'The message names the place.'],
  FOLDER_IN_USE: [
    'init',
    'The folder has files that the project would need; nothing is overwritten.',
    'Name a folder of its own, or remove them.',
  ],
  FOLDER_UNWRITABLE: ['init', 'The project cannot be written there.', 'Name a folder that may be written.'],
  HEADER_INVALID: [
    'client',
    'A header cannot hold this value; nothing was sent.',
    'Use ASCII without line breaks.',
  ],
  HISTORY_CUT_OFF: [
    'archive restore',
    'A dispatcher began to send a history, and could not read on.',
    'Its log has the cause; repeat the command.',
  ],
  HOST_UNKNOWN: [
    'start',
    'This machine has no such address to listen at.',
    'Choose another host, by the settings that the message names.',
  ],
  INPUT_SCHEMA_INVALID: [
    '`workflow()`',
    'A schema is none of JSON.',
    'Use strings, numbers, booleans, objects and lists.',
  ],
  METRICS_HOST_UNUSABLE: [
    'start',
    'Metrics cannot be served at that address.',
    'Correct `AG06_METRICS_HOST`, or set `AG06_METRICS_PORT`.',
  ],
  NODE_TOO_OLD: ['start', 'This Node is too old.', 'Install Node 22.19 or newer.'],
  PACKAGES_UNREADABLE: [
    'init',
    '`--packages` is no folder with all tarballs.',
    'Pack them: `npm run pack` in the repository.',
  ],
  PORT_FORBIDDEN: ['start', 'This user may not listen at that port.', 'Choose one from 1024 on.'],
  PORT_IN_USE: [
    'start',
    'Somebody listens there already, perhaps another fleet.',
    'End it, or choose another port (`AG06_HTTP_PORT`).',
  ],
  PROCESSOR_MISSING: ['start', '`fromProcessor` names a file that is not there.', 'Correct the path.'],
  SETTINGS_INVALID: ['start', 'Settings of `startWorker` are wrong.', 'The message lists all of them.'],
  STEP_DUPLICATE: ['`workflow()`', 'Two steps have the same id.', 'Give one another id.'],
  TIME_NOT_MOVABLE: ['test fleet', 'The time of a server cannot be moved.', 'Leave out `brokerUrl`.'],
  USAGE: [
    'command',
    'The command was called wrongly, or settings are wrong.',
    'The message says what was expected; `ag06 help COMMAND` has examples.',
  ],
  WORKFLOW_NAME_INVALID: [
    '`workflow()`',
    'That is no name of a workflow.',
    'Use `a-z 0-9 . _ -`, such as `media.album`.',
  ],

  ACTION_NOT_ALLOWED: [
    '403 of `@ag06/fetch`',
    'The workflow does not let its callers do this.',
    'Allow it in `workflows` of the handler, if it is meant.',
  ],
  CALLER_UNKNOWN: ['401 of `@ag06/fetch`', '`authorize` knows no caller.', 'Sign in.'],
  EVENT_ID_INVALID: [
    '422 of `@ag06/fetch`',
    '`Last-Event-ID` is none of this run.',
    'Follow it without one.',
  ],
  FLEET_UNREACHABLE: [
    '503 of `@ag06/fetch`',
    'The fleet does not answer the app.',
    'Try again; see its `onError`.',
  ],
  RATE_EXCEEDED: [
    '429 of `@ag06/fetch`',
    'The tenant sends more requests than `rate` allows.',
    'Try again after `Retry-After`.',
  ],
  READERS_TOO_MANY: [
    '429 of `@ag06/fetch`',
    'Too many readers follow events.',
    'Close some, or try again later.',
  ],
  RUNS_TOO_MANY: [
    '429 of `@ag06/fetch`',
    'The tenant has as many open runs as it may.',
    'Wait until one ends.',
  ],
} as const satisfies CodeTable;
