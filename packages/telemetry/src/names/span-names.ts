import {
  ATTR_ERROR_TYPE,
  ATTR_HTTP_REQUEST_METHOD,
  ATTR_HTTP_RESPONSE_STATUS_CODE,
  ATTR_HTTP_ROUTE,
  ATTR_SERVER_ADDRESS,
  ATTR_SERVER_PORT,
  ATTR_URL_FULL,
  ATTR_URL_PATH,
} from '@opentelemetry/semantic-conventions';

/** Every span of the fleet, by what it shows. */
export const SPANS = {
  /** SERVER: a request to the API, from its head to the end of the answer. Most traces of runs begin here. */
  request: (method: string, route: string): string => `${method} ${route}`,
  /** PRODUCER: an activation is put on its agent's queue, until the queue has acknowledged it. */
  send: (queue: string): string => `send ${queue}`,
  /** CONSUMER: a job in hand, from its fetch to its end; on the submissions queue, until its run has started. */
  process: (queue: string): string => `process ${queue}`,
  /** INTERNAL: a schedule starts the run of a slot; the first of its trace. */
  slot: 'schedule slot',
  /** INTERNAL: a worker asks the store for the step that a job names. */
  claim: 'claim',
  /** INTERNAL: an agent's handler runs for one attempt of a step or item; it is the handler's active span. */
  execute: (agent: string): string => `execute ${agent}`,
  /** INTERNAL: one atomic write that moves a run forward. */
  commit: 'commit',
  /** CLIENT: the agent `http.request` calls a service, redirects and repeats included. */
  call: (method: string): string => method,
} as const;

/** Every attribute of these spans and of their links. Where the semantic conventions have a name, it is used. */
export const ATTRIBUTES = {
  /** The correlation id, on every span: the one value to search for. */
  correlationId: 'messaging.message.conversation_id',
  /** `bullmq`. */
  messagingSystem: 'messaging.system',
  /** The queue: `agent.<name>`, or `ag06.submissions`. */
  destination: 'messaging.destination.name',
  /** `send` or `process`. */
  operationName: 'messaging.operation.name',
  /** `send` or `process`. */
  operationType: 'messaging.operation.type',
  /** The id of the BullMQ job. */
  messageId: 'messaging.message.id',

  httpMethod: ATTR_HTTP_REQUEST_METHOD,
  /** The route's pattern, without the values of its parameters. */
  httpRoute: ATTR_HTTP_ROUTE,
  httpStatus: ATTR_HTTP_RESPONSE_STATUS_CODE,
  urlPath: ATTR_URL_PATH,
  /** Without credentials, query and fragment. */
  urlFull: ATTR_URL_FULL,
  serverAddress: ATTR_SERVER_ADDRESS,
  serverPort: ATTR_SERVER_PORT,
  /** The code of a failure; for a request its status. */
  errorType: ATTR_ERROR_TYPE,

  runId: 'ag06.run.id',
  workflow: 'ag06.workflow.name',
  /** The name of the schedule that started the run. */
  schedule: 'ag06.schedule.name',
  /** The hash of the definition. */
  version: 'ag06.workflow.version',
  step: 'ag06.step.id',
  /** From 1. */
  attempt: 'ag06.step.attempt',
  /** Whether the step, or a lane's item, began without going through the queue. */
  eager: 'ag06.step.eager',
  /** `won` or `lost`: whether the second call of a slow attempt was the faster one. Also the event of its begin. */
  hedge: 'ag06.step.hedge',
  hedgeAfterMs: 'ag06.step.hedge_after_ms',
  /** The lane of a `forEach` step, from 0. */
  lane: 'ag06.lane',
  /** The item of a `forEach` step, from 0. */
  item: 'ag06.item.index',
  /** How often BullMQ has handed out this job. Higher is newer; there are gaps. */
  delivery: 'ag06.job.delivery',
  /** Milliseconds from when a job was due on its queue to its fetch, by two clocks. Only for its first delivery. */
  queueWaitMs: 'ag06.queue.wait_ms',
  /** Milliseconds until an activation is due. */
  delayMs: 'ag06.queue.delay_ms',
  /** How a delivery ended: `done`, or `delay` if its job was handed back. */
  jobEnd: 'ag06.job.end',
  /** The store's answer to a claim. */
  claimResult: 'ag06.claim.result',
  /** The change of a commit: `completed`, `retrying`, `expanded`, `started`, … */
  change: 'ag06.commit.change',
  /** The store's answer to a commit: `applied`, `repeated`, `refused`, … */
  commitResult: 'ag06.commit.result',
  /** Why a handler was told to stop, if that ended it. */
  abortCause: 'ag06.abort.cause',
  /** Of a link: why the linked span is not the parent. One of `LinkReason`. */
  linkReason: 'ag06.link.reason',
} as const;

/**
 * Why work is a child of its run's root and only linked to its cause: another attempt; a lane of a `forEach`; a step
 * with several dependencies; a redelivered job; an activation that was sent again; or one that a dispatcher sent long
 * after, for a delayed run, a blocked step, or a step that nobody had moved.
 */
export type LinkReason =
  | 'retry'
  | 'lane'
  | 'join'
  | 'redelivery'
  | 'redispatch'
  | 'delay'
  | 'unblock'
  | 'mend';

export const MESSAGING_SYSTEM = 'bullmq';
