import type { AgentLog } from '@ag06/agent-kit';
import { type Cluster, Redis, type RedisOptions } from 'ioredis';

/** The Redis of the queues: a URL, options of ioredis, or a connection that the caller opens and closes. */
export type RedisConnection = string | (RedisOptions & { replyMapping?: 'legacy' }) | Redis | Cluster;

const CONNECT_TIMEOUT_MS = 3_000;
/** Longer than the blocking read of QueueEvents, which takes 10 s. */
const SOCKET_TIMEOUT_MS = 12_000;
/** Reconnects, and sends the failed command again. */
const RECONNECT_AND_RESEND = 2;
/** Reconnecting to a server that was demoted and does not close its connections would warn each time. */
const WARN_EVERY_MS = 60_000;

/** Commands wait while Redis is away; a connection that is silently dead is noticed. */
const TUNED = {
  maxRetriesPerRequest: null,
  retryStrategy: (times: number) => Math.min(100 * times, 1_000),
  connectTimeout: CONNECT_TIMEOUT_MS,
  socketTimeout: SOCKET_TIMEOUT_MS,
  // A demoted primary keeps its connections for a moment.
  reconnectOnError: ({ message }: Error) => message.startsWith('READONLY') && RECONNECT_AND_RESEND,
} satisfies RedisOptions;

/** One connection for all queues, opened with the first job. Logs an outage once a minute, with the latest job's log. */
export class RedisOfJobs {
  readonly #connection: RedisConnection;
  #client: Redis | Cluster | undefined;
  #log: AgentLog | undefined;
  #warnedAt = Number.NEGATIVE_INFINITY;

  constructor(connection: RedisConnection) {
    this.#connection = connection;
  }

  use(log: AgentLog): Redis | Cluster {
    this.#log = log;
    this.#client ??= this.#open();
    return this.#client;
  }

  /** For errors of connections that were made from this one, and replies by which it cannot take a command now. */
  readonly onError = (error?: Error): void => {
    if (performance.now() - this.#warnedAt < WARN_EVERY_MS) return;
    this.#warnedAt = performance.now();
    this.#log?.warn(
      'The Redis of BullMQ’s queues does not answer. Steps that wait for jobs there go on waiting.',
      {
        reason: error?.message ?? 'the connection was closed',
      },
    );
  };

  close(): void {
    this.#client?.off('close', this.onError);
    if (this.#client !== undefined && !isClient(this.#connection)) this.#client.disconnect();
    this.#client?.off('error', this.onError);
    this.#client = undefined;
  }

  #open(): Redis | Cluster {
    const connection = this.#connection;
    const client = isClient(connection)
      ? connection
      : typeof connection === 'string'
        ? new Redis(connection, TUNED)
        : new Redis({ ...TUNED, ...connection });
    client.on('error', this.onError);
    client.on('close', this.onError);
    return client;
  }
}

/** An application may have a copy of ioredis of its own, whose connections are no instances of our classes. */
const isClient = (connection: RedisConnection): connection is Redis | Cluster =>
  typeof connection === 'object' && 'duplicate' in connection && typeof connection.duplicate === 'function';
