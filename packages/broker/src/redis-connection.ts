import { Refusal } from '@ag06/contracts';
import { Redis } from 'ioredis';
import { CorkedRedis } from './corked-redis.ts';
import { onceASecond } from './once-a-second.ts';

/** Longest silence of a socket before it is taken for dead; a worker's blocking read may last 10 s. */
const SOCKET_TIMEOUT_MS = { worker: 12_000, store: 6_000 } as const;
const RETRY_STEP_MS = 100;
const RETRY_MAX_MS = 1_000;
const CONNECT_TIMEOUT_MS = 3_000;
const SCHEMES = ['redis:', 'rediss:'];

/**
 * A connection that finds back to a Redis that was away, within a second of its return. Commands wait meanwhile and are
 * sent again; there is deliberately no time-out of a command, which would reject it and never reconnect.
 *
 * @param role `worker` if BullMQ consumes over it, `store` for everything else
 * @param onError told of connection errors, at most once a second of each kind
 * @throws Refusal BROKER_URL_UNSUPPORTED; the message never shows the URL, which may hold a password
 */
export function createRedisConnection(
  url: string,
  role: 'worker' | 'store',
  onError: (error: Error) => void,
): Redis {
  checkUrl(url);
  // The store makes few and large commands of many: each leaves at once, and Redis works on it while the next is made.
  const Client = role === 'worker' ? CorkedRedis : Redis;
  const redis = new Client(url, {
    maxRetriesPerRequest: null,
    retryStrategy: (times) => Math.min(RETRY_STEP_MS * times, RETRY_MAX_MS),
    connectTimeout: CONNECT_TIMEOUT_MS,
    socketTimeout: SOCKET_TIMEOUT_MS[role],
  });
  redis.on('error', onceASecond(onError));
  return redis;
}

function checkUrl(url: string): void {
  const parsed = URL.parse(url);
  if (parsed !== null && SCHEMES.includes(parsed.protocol) && parsed.hostname !== '') return;
  const found =
    parsed === null
      ? 'something that is no URL'
      : `${parsed.protocol}//${parsed.hostname === '' ? ' without a host' : '…'}`;
  const message = `The broker's URL must look like redis://host:6379 or rediss://host:6379, got ${found}.`;
  throw new Refusal(422, 'BROKER_URL_UNSUPPORTED', message);
}
