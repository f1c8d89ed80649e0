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

/** Every span that the fleet makes, by what it shows. */
export const SPANS = {
  /** SERVER: a request to the API, from its head to the end of the answer. Where most traces of runs begin. */
  request: (method: string, route: string): string => `${method} ${route}`,
  /** PRODUCER: an activation is put on its agent's queue, until the queue has acknowledged it. */
  send: (queue: string): string => `send ${queue}`,
  /** CONSUMER: a job in hand, from its fetch to its end; of the submissions queue, until its run has started. */
  process: (queue: string): string => `process ${queue}`,
  /** INTERNAL: a worker asks the store for the step that a job names. */
  claim: 'claim',
  /** INTERNAL: an agent's handler runs for one attempt of a step or item; it is the handler's active span. */
  execute: (agent: string): string => `execute ${agent}`,
  /** INTERNAL: one atomic write that moves a run forward. */
  commit: 'commit',
  /** CLIENT: the agent `http.request` calls a service, redirects and repeats included. */
  call: (method: string): string => method,
} as const;

/** Every attribute of those spans and of their links. What the semantic conventions name has their name. */
export const ATTRIBUTES = {
  /** The correlation id, on every span: the one thing to search for. */
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
  /** The code of a failure; of a request, its status. */
  errorType: ATTR_ERROR_TYPE,

  runId: 'ag06.run.id',
  workflow: 'ag06.workflow.name',
  /** The hash of the definition. */
  version: 'ag06.workflow.version',
  step: 'ag06.step.id',
  /** From 1. */
  attempt: 'ag06.step.attempt',
  /** Whether the step, or a lane's item, began without a trip through the queue. */
  eager: 'ag06.step.eager',
  /** The lane of a `forEach` step, from 0. */
  lane: 'ag06.lane',
  /** The item of a `forEach` step, from 0. */
  item: 'ag06.item.index',
  /** How often BullMQ has handed out this job; a higher one is newer, there are gaps. */
  delivery: 'ag06.job.delivery',
  /** Milliseconds from the moment a job was due on its queue to its fetch, by two clocks; of its first delivery only. */
  queueWaitMs: 'ag06.queue.wait_ms',
  /** Milliseconds until an activation is due. */
  delayMs: 'ag06.queue.delay_ms',
  /** How a delivery ended: `done`, or `delay` if its job was handed back. */
  jobEnd: 'ag06.job.end',
  /** What the store answered a claim. */
  claimResult: 'ag06.claim.result',
  /** What a commit does: `completed`, `retrying`, `expanded`, `started`, … */
  change: 'ag06.commit.change',
  /** What the store answered a commit: `applied`, `repeated`, `refused`, … */
  commitResult: 'ag06.commit.result',
  /** Why a handler was told to stop, if that is how it ended. */
  abortCause: 'ag06.abort.cause',
  /** Of a link: why the linked span is not the parent. One of `LinkReason`. */
  linkReason: 'ag06.link.reason',
} as const;

/**
 * Why work hangs below its run's root and is linked to what led to it, instead of being a child of it: another attempt;
 * a lane of a `forEach`; a step with several dependencies; a job handed out again; an activation sent again; one sent by
 * a dispatcher, long after: for a delayed run, for a step that was blocked, or for what nobody had moved.
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
