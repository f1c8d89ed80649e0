import { readFileSync } from 'node:fs';
import { Refusal } from '@ag06/contracts/error';
import { onceASecond } from '@ag06/duty';
import { Cluster, type ClusterOptions, type Redis, type RedisOptions } from 'ioredis';
import { parseBrokerUrl, type RedisAddress } from './broker-url.ts';
import { CorkedRedis } from './corked-redis.ts';
import { RestedRedis } from './rested-redis.ts';
import { tellEnd } from './tell-end.ts';

/** One Redis (alone, or the one that Sentinels name), or a Cluster. Both accept the same commands. */
export type RedisConnection = Redis | Cluster;

/** The longest silence of a socket before it counts as dead. A worker's blocking read may last 10 s. */
const SOCKET_TIMEOUT_MS = { worker: 12_000, store: 6_000 } as const;
const RETRY_STEP_MS = 100;
const RETRY_MAX_MS = 1_000;
const CONNECT_TIMEOUT_MS = 3_000;
/** Reconnects, and sends the failed command again. */
const RECONNECT_AND_RESEND = 2;

type Role = keyof typeof SOCKET_TIMEOUT_MS;

/**
 * Creates a connection that returns to a Redis within a second after an outage, and follows a fail-over. Commands wait
 * meanwhile and are sent again. There is deliberately no time-out for a command, because that would reject it and never
 * reconnect.
 *
 * @param url see {@link parseBrokerUrl}
 * @param role `worker` if BullMQ consumes over it, `store` for everything else
 * @param onError called with connection errors, at most once a second for each kind
 * @throws Refusal BROKER_URL_UNSUPPORTED, BROKER_CA_UNREADABLE; the message never shows the URL, which may hold a
 * password
 */
export function createRedisConnection(
  url: string,
  role: Role,
  onError: (error: Error) => void,
): RedisConnection {
  const address = parseBrokerUrl(url);
  const connection = connect(address, role, toRedisOptions(address, role));
  const report = onceASecond(onError);
  connection.on('error', report);
  // A cluster only reports that all of it is gone; this is the last error of one of its nodes.
  if (connection.isCluster) connection.on('node error', report);
  return connection;
}

function connect(address: RedisAddress, role: Role, options: CommonOptions): RedisConnection {
  const Client = role === 'worker' ? CorkedRedis : RestedRedis;
  switch (address.kind) {
    case 'single':
      return new Client({ ...options, ...address.host, db: address.db });
    case 'sentinel':
      return new Client({ ...options, ...toSentinelOptions(address, options) });
    case 'cluster':
      return tellEnd(new Cluster([...address.hosts], toClusterOptions(options)));
  }
}

type CommonOptions = ReturnType<typeof toRedisOptions>;

function toRedisOptions({ username, password, isTls, caFile }: RedisAddress, role: Role) {
  return {
    maxRetriesPerRequest: null,
    retryStrategy: toRetryDelay,
    connectTimeout: CONNECT_TIMEOUT_MS,
    socketTimeout: SOCKET_TIMEOUT_MS[role],
    // A demoted primary keeps its connections for a moment.
    reconnectOnError: ({ message }: Error) => message.startsWith('READONLY') && RECONNECT_AND_RESEND,
    ...(username !== undefined && { username }),
    ...(password !== undefined && { password }),
    ...(isTls && { tls: caFile === undefined ? {} : { ca: readAuthorities(caFile) } }),
  } satisfies RedisOptions;
}

/**
 * Asks the Sentinels for the primary before every connection. It does not use the client's `failoverDetector`: a
 * notification during a reconnection would end the connection for good.
 */
function toSentinelOptions(
  { hosts, name, db }: Extract<RedisAddress, { kind: 'sentinel' }>,
  { tls }: CommonOptions,
) {
  return {
    sentinels: [...hosts],
    name,
    db,
    sentinelRetryStrategy: toRetryDelay,
    sentinelCommandTimeout: CONNECT_TIMEOUT_MS,
    ...(tls !== undefined && { sentinelTLS: tls, enableTLSForSentinelMode: true }),
  } satisfies RedisOptions;
}

/** Nodes come and go. A command waits for the node of its slot, as it waits for a single Redis that is away. */
function toClusterOptions({ retryStrategy: _, reconnectOnError: __, ...redisOptions }: CommonOptions) {
  return {
    redisOptions,
    clusterRetryStrategy: toRetryDelay,
    maxRedirections: Number.MAX_SAFE_INTEGER,
    retryDelayOnFailover: RETRY_STEP_MS,
    retryDelayOnClusterDown: RETRY_STEP_MS,
    retryDelayOnTryAgain: RETRY_STEP_MS,
    slotsRefreshTimeout: CONNECT_TIMEOUT_MS,
    // Host names in certificates and in configuration stay names.
    dnsLookup: (address, callback) => callback(null, address),
  } satisfies ClusterOptions;
}

const toRetryDelay = (times: number): number => Math.min(RETRY_STEP_MS * times, RETRY_MAX_MS);

function readAuthorities(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    const message = `The file with the authorities to trust, ${file}, cannot be read. Check ?ca= of the broker's URL.`;
    throw new Refusal(422, 'BROKER_CA_UNREADABLE', message, { cause });
  }
}
