import type { RedisConnection } from '@ag06/broker';
import { Refusal } from '@ag06/contracts';
import { type CheckResult, type Durability, StoreError } from '@ag06/store';
import { toFleetNames } from './fleet-names.ts';
import { parseBackendUrl } from './parse-backend-url.ts';
import { proveBackend } from './prove-backend.ts';
import { toProblem } from './to-problem.ts';

const ANSWERS_WITHIN_MS = 5_000;

interface DiagnoseOptions {
  readonly durability: Durability;
  readonly partitions: number;
  readonly prefix?: string | undefined;
  /** Receives the reason of a wait. */
  readonly say: (line: string) => void;
}

/** Runs every check that a dispatcher or a worker makes at its start, and waits only a little. */
export async function diagnoseBackend(
  url: string,
  options: DiagnoseOptions,
): Promise<readonly CheckResult[]> {
  try {
    const target = parseBackendUrl(url);
    switch (target.kind) {
      case 'redis':
        return await diagnoseRedisServer(target.url, options);
      case 'postgres':
        return [await diagnosePostgresServer(target.url, options)];
      case 'embedded':
        return await (await import('./diagnose-embedded.ts')).diagnoseEmbedded(target.folder);
    }
  } catch (error) {
    if (!(error instanceof Refusal || error instanceof StoreError)) throw error;
    return [toProblem('settings', error)];
  }
}

async function diagnoseRedisServer(url: string, { durability, partitions, say, prefix }: DiagnoseOptions) {
  const { createRedisConnection } = await import('@ag06/broker');
  const { diagnoseRedis, proveCommands, reachRedis } = await import('@ag06/store-redis');
  const redis = createRedisConnection(url, 'store', () => {});
  try {
    const reached = await reachRedis(redis, { say, withinMs: ANSWERS_WITHIN_MS });
    if (reached.is !== 'ok') return [reached];
    const found = await diagnoseRedis(redis, durability, partitions, prefix);
    if (found.some(({ is }) => is === 'problem')) return [reached, ...found];
    const commands = await proveCommands(redis, prefix);
    if (commands.is === 'problem') return [reached, ...found, commands];
    return [reached, ...found, commands, await proveRedis(url, redis, prefix)];
  } finally {
    redis.disconnect();
  }
}

/** Has a job go through store and queues, which are closed again. */
async function proveRedis(url: string, redis: RedisConnection, prefix?: string): Promise<CheckResult> {
  const { createBullBroker, createRedisConnection } = await import('@ag06/broker');
  const { createRedisStore, judgeConnectionError } = await import('@ag06/store-redis');
  const connection = createRedisConnection(url, 'worker', () => {});
  const names = toFleetNames(prefix);
  const store = createRedisStore({ redis, prefix: names.keys });
  const broker = createBullBroker({ connection, prefix: names.queueKeys });
  try {
    return await proveBackend({ store, broker }, judgeConnectionError);
  } finally {
    await broker.close();
    await store.close();
    connection.disconnect();
  }
}

/** Checks a server by opening it, because that refuses tables that are missing, older or newer. */
async function diagnosePostgresServer(url: string, { prefix }: DiagnoseOptions): Promise<CheckResult> {
  const { openPostgres } = await import('./open-postgres.ts');
  let last = '';
  const onError = ({ message }: Error) => {
    last = message;
  };
  const opened = openPostgres(url, { onError, maxConnections: 2, ...(prefix !== undefined && { prefix }) });
  const { promise: late, resolve } = Promise.withResolvers<CheckResult>();
  const timer = setTimeout(() => resolve(unreachable(last)), ANSWERS_WITHIN_MS);
  const judged = opened.then(
    async (backend): Promise<CheckResult> => {
      await backend.close();
      return {
        check: 'connection',
        is: 'ok',
        found: 'the server answers, its tables are up to date, and a job went through its queues',
      };
    },
    (error: Error) => toProblem('connection', error),
  );
  return Promise.race([judged, late]).finally(() => clearTimeout(timer));
}

const unreachable = (found: string): CheckResult => ({
  check: 'connection',
  is: 'problem',
  code: 'BROKER_UNREACHABLE',
  found: `the server does not answer (${found})`,
  remedy: 'Check host and port in AG06_BROKER_URL, and that the server runs and may be reached from here.',
});
