import { ARCHIVE_RULES } from './archive-rules.ts';
import { type ReasonRule, YES } from './reason-rule.ts';
import { STORE_RULES } from './store-rules.ts';

export type { ReasonRule } from './reason-rule.ts';

/** What a dispatcher looks at every four seconds at rest, and again two seconds after a look that failed. */
const RARELY_LOOKED_AT_MS = { from: 8_000, to: 17_000 };

const SERVE = 'Start a worker that serves this agent';
/** An embedded fleet is one process: no worker can be added to it. */
const EMBEDDED =
  'in an embedded fleet name the file in `ag06.agents` of package.json, then stop `ag06 up` and start it again';

/**
 * All thresholds, by the stable code of the reason. The points of one component add up to at most 100. Facts that are
 * refreshed every second or two are late after some seconds, and missing after some more.
 */
export const REASON_RULES = {
  ...STORE_RULES,
  ...ARCHIVE_RULES,
  BROKER_SILENT: {
    component: 'broker',
    measure: 'ms since a look at the queues was answered',
    from: 4_500,
    to: 7_000,
    points: 100,
    remedy: 'Check that the server of AG06_BROKER_URL runs and can be reached (`ag06 doctor`).',
  },
  BROKER_FLAPPING: {
    component: 'broker',
    measure: 'connections made anew within a minute',
    from: 3,
    to: 10,
    points: 40,
    remedy: 'Look at the network between dispatcher and server, and at the server’s limits of clients.',
  },
  STALLED_RECOVERY_LATE: {
    component: 'broker',
    measure: 'ms since lost deliveries were looked for',
    from: 7_500,
    to: 30_000,
    points: 60,
    remedy: 'Read the dispatcher’s log for the duty "stalled jobs": a dead worker’s steps do not come back.',
  },
  QUEUE_PAUSED: {
    component: 'queues',
    measure: 'ms for which work waits on a queue that is paused in BullMQ',
    from: 1_000,
    to: 60_000,
    points: 80,
    remedy:
      'Resume it (a dashboard’s Resume, or BullMQ’s `queue.resume()`; after `setGlobalConcurrency(0)`, `queue.removeGlobalConcurrency()`): the workers are well, and what waits is kept.',
  },
  QUEUE_LIMITED: {
    component: 'queues',
    measure: 'ms in which a rate limit of the queue let nothing through',
    from: 5_000,
    to: 600_000,
    points: 40,
    remedy:
      'It goes on by itself when the limit’s time is over; if that is too slow, raise it (BullMQ’s `queue.setGlobalRateLimit()`) or take it back (`removeGlobalRateLimit()`).',
  },
  QUEUE_STUCK: {
    component: 'queues',
    measure: 'ms in which nothing was taken of what waits',
    from: 5_000,
    to: 20_000,
    points: 80,
    remedy: 'Restart the workers of this agent: they live but take nothing. Their logs tell why.',
  },
  QUEUE_UNSERVED: {
    component: 'queues',
    measure: 'ms for which work waits that no worker serves',
    from: 3_000,
    to: 15_000,
    points: 80,
    remedy: `${SERVE} (AG06_AGENTS, AG06_WORKER_AGENTS), or ${EMBEDDED}.`,
  },
  QUEUE_SLOW: {
    component: 'queues',
    measure: 'ms for which the next one has waited',
    from: 30_000,
    to: 600_000,
    points: 40,
    remedy:
      'Start more workers of this agent, or raise AG06_CONCURRENCY; where the queue has a limit of its own in BullMQ, raise that.',
  },
  DEAD_LETTERS_GROWING: {
    component: 'queues',
    measure: 'deliveries set aside within a minute',
    from: 1,
    to: 20,
    points: 40,
    remedy: 'Look at `ag06 dead-letters`: somebody sends what is no activation or no submission.',
  },
  QUEUES_UNKNOWN: {
    component: 'queues',
    measure: 'ms since they were looked at',
    from: 6_000,
    to: 15_000,
    points: 60,
    remedy: 'See store and broker: what is told of the queues is old.',
  },
  WORKERS_NONE: {
    component: 'workers',
    measure: 'whether no worker lives',
    ...YES,
    points: 100,
    remedy: `Runs are accepted, and nothing is done. Start workers (\`ag06 worker\`), or ${EMBEDDED}.`,
  },
  AGENT_UNSERVED: {
    component: 'workers',
    measure: 'ms for which work waits that no worker serves',
    from: 3_000,
    to: 15_000,
    points: 60,
    remedy: `${SERVE} (AG06_AGENTS, AG06_WORKER_AGENTS), or ${EMBEDDED}.`,
  },
  WORKER_SILENT: {
    component: 'workers',
    measure: 'ms since a worker was heard of',
    from: 9_000,
    to: 15_000,
    points: 40,
    remedy: 'Look whether it was killed, is stopped or hangs; its steps go on elsewhere.',
  },
  WORKER_LAGGING: {
    component: 'workers',
    measure: 'ms by which a worker’s event loop is late',
    from: 500,
    to: 5_000,
    points: 30,
    remedy: 'A handler computes for too long in one go: move it to a thread or a process.',
  },
  WORKER_CLOCK_OFF: {
    component: 'workers',
    measure: 'ms by which the clock of a worker’s host differs from the store’s',
    from: 2_000,
    to: 60_000,
    points: 10,
    remedy:
      'Set the clock of that host, with NTP or chrony: delays do not go by it, but times in its logs do.',
  },
  WORKER_BLOCKED: {
    component: 'workers',
    measure: 'ms for which a worker’s event loop has not turned',
    from: 2_000,
    to: 20_000,
    points: 40,
    remedy:
      'A handler of the agent that is named computes without a pause: move it to a thread or a process, or pause in it now and then.',
  },
  WORKERS_SATURATED: {
    component: 'workers',
    measure: 'share of slots in use while work waits',
    from: 0.95,
    to: 1,
    points: 10,
    remedy: 'Start more workers, or raise AG06_CONCURRENCY if the machine has room.',
  },
  WORKERS_UNKNOWN: {
    component: 'workers',
    measure: 'ms since they were looked at',
    ...RARELY_LOOKED_AT_MS,
    points: 60,
    remedy: 'See store: what is told of the workers is old.',
  },
  BREAKER_OPEN: {
    component: 'breakers',
    measure: 'share of breakers that are open, half-open ones half',
    from: Number.MIN_VALUE,
    to: 1,
    points: 100,
    remedy: 'Look at the service behind it (`ag06 breakers`): calls are held back until it answers again.',
  },
  WORK_BLOCKED: {
    component: 'breakers',
    measure: 'share of open steps that wait for a breaker',
    from: Number.MIN_VALUE,
    to: 1,
    points: 100,
    remedy:
      'Mend the service behind it; if it is well, close its breaker (`ag06 breakers close NAME`) or turn it off.',
  },
  BREAKERS_UNKNOWN: {
    component: 'breakers',
    measure: 'ms since they were looked at',
    ...RARELY_LOOKED_AT_MS,
    points: 60,
    remedy: 'See store: what is told of the breakers is old.',
  },
  OPTIMIZER_ABSENT: {
    component: 'optimizer',
    measure: 'whether no optimizer leads',
    ...YES,
    points: 50,
    remedy: 'Start one (`ag06 optimizer`). Everything goes on meanwhile, with the settings as they are.',
  },
  OPTIMIZER_UNKNOWN: {
    component: 'optimizer',
    measure: 'ms since it was looked for',
    ...RARELY_LOOKED_AT_MS,
    points: 50,
    remedy: 'See store: what is told of the optimizer is old.',
  },
  DUTY_LATE: {
    component: 'api',
    measure: 'ms by which a duty’s success is late',
    from: 5_000,
    to: 20_000,
    points: 60,
    remedy: 'Read the dispatcher’s log for this duty: its error says what to mend.',
  },
  API_LAGGING: {
    component: 'api',
    measure: 'ms by which its event loop is late, p99',
    from: 250,
    to: 2_500,
    points: 40,
    remedy: 'Give the dispatcher more CPU, or start a second one.',
  },
  API_FAILING: {
    component: 'api',
    measure: 'share of requests answered 5xx',
    from: 0.02,
    to: 0.5,
    points: 60,
    remedy: 'Read the dispatcher’s log by the correlation id of a failed answer; 503 also counts: see store.',
  },
  API_SLOW: {
    component: 'api',
    measure: 'ms of a request, p99',
    from: 1_000,
    to: 10_000,
    points: 30,
    remedy: 'See store, or start a second dispatcher.',
  },
} as const satisfies Readonly<Record<string, ReasonRule>>;

export type ReasonCode = keyof typeof REASON_RULES;
