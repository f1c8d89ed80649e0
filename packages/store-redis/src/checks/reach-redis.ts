import type { CheckResult } from '@ag06/store';
import type { RedisClient } from '../redis-client.ts';
import { judgeConnectionError } from './judge-connection-error.ts';

const SAY_EVERY_MS = 3_000;

interface ReachOptions {
  /** Called every few seconds while Redis does not answer. */
  readonly say: (line: string) => void;
  /** Gives up after this many milliseconds. Default: never. */
  readonly withinMs?: number;
}

/**
 * Waits until Redis answers, however late it starts. Gives up early if waiting mends nothing, such as a wrong password or
 * an untrusted certificate.
 */
export async function reachRedis(redis: RedisClient, { say, withinMs }: ReachOptions): Promise<CheckResult> {
  const { promise: hopeless, resolve } = Promise.withResolvers<CheckResult>();
  const from = performance.now();
  let last = '';
  const onError = (error: Error & { lastNodeError?: Error }) => {
    const cause = error.lastNodeError ?? error;
    last = describe(cause);
    const problem = judgeConnectionError(cause);
    if (problem !== undefined) resolve(problem);
  };
  redis.on('error', onError);
  redis.on('node error', onError);
  const seconds = () => Math.round((performance.now() - from) / 1_000);
  const waiting = setInterval(
    () => say(`waiting for the broker for ${seconds()} s${inBrackets(last)}`),
    SAY_EVERY_MS,
  );
  const giveUp = () => resolve(unreachable(last));
  const patience = withinMs === undefined ? undefined : setTimeout(giveUp, withinMs);
  // A connection that is closed meanwhile rejects; its owner has reported why.
  const answered = redis.ping().then(
    (): CheckResult => ({ check: 'connection', is: 'ok', found: 'the broker answers' }),
    (error: Error) => judgeConnectionError(error) ?? unreachable(describe(error)),
  );
  try {
    return await Promise.race([answered, hopeless]);
  } finally {
    clearInterval(waiting);
    clearTimeout(patience);
    redis.off('error', onError);
    redis.off('node error', onError);
  }
}

const describe = (error: Error): string =>
  error.message !== '' ? error.message : 'code' in error ? String(error.code) : error.name;

/** A server that keeps silent gives no reason. */
const inBrackets = (reason: string): string => (reason === '' ? '' : ` (${reason})`);

const unreachable = (found: string): CheckResult => ({
  check: 'connection',
  is: 'problem',
  code: 'BROKER_UNREACHABLE',
  found: `the broker does not answer${inBrackets(found)}`,
  remedy: 'Check host and port in AG06_BROKER_URL, and that the server runs and may be reached from here.',
});
