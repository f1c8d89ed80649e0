import { Refusal } from '@ag06/contracts';
import { Redis } from 'ioredis';

/** Longest silence of a socket before it is taken for dead; a worker's blocking read may last 10 s. */
const SOCKET_TIMEOUT_MS = { worker: 12_000, store: 6_000 } as const;
const RETRY_STEP_MS = 100;
const RETRY_MAX_MS = 1_000;
const CONNECT_TIMEOUT_MS = 3_000;

/**
 * A connection that finds back to a Redis that was away, within a second of its return. Commands wait meanwhile and are
 * sent again; there is deliberately no time-out of a command, which would reject it and never reconnect.
 *
 * Throws `Refusal` BROKER_URL_UNSUPPORTED.
 */
export function createRedisConnection(
  url: string,
  role: 'worker' | 'store',
  onError: (error: Error) => void,
): Redis {
  checkUrl(url);
  const redis = new Redis(url, {
    maxRetriesPerRequest: null,
    retryStrategy: (times) => Math.min(RETRY_STEP_MS * times, RETRY_MAX_MS),
    connectTimeout: CONNECT_TIMEOUT_MS,
    socketTimeout: SOCKET_TIMEOUT_MS[role],
  });
  redis.on('error', onceASecond(onError));
  return redis;
}

function checkUrl(url: string): void {
  const scheme = /^([a-z+]+):/.exec(url)?.[1] ?? '';
  if (scheme === 'redis' || scheme === 'rediss') return;
  const message = `AG06_BROKER_URL must begin with redis:// or rediss://, got ${scheme === '' ? 'no scheme' : `${scheme}:`}.`;
  throw new Refusal(422, 'BROKER_URL_UNSUPPORTED', message);
}

/** A server that is away fails every attempt alike: one report a second of each kind says as much. */
function onceASecond(report: (error: Error) => void): (error: Error) => void {
  const lastAt = new Map<string, number>();
  return (error) => {
    const kind = 'code' in error ? String(error.code) : error.name;
    const now = performance.now();
    if (now - (lastAt.get(kind) ?? Number.NEGATIVE_INFINITY) < 1_000) return;
    lastAt.set(kind, now);
    report(error);
  };
}
