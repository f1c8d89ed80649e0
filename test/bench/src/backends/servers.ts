import { startPostgres, startProcess, startRedis, startRedisCluster, tempDir } from '@ag06/test-support';

/** What runs and queues live on. */
interface Server extends AsyncDisposable {
  /** What every process of the fleet is told of it. */
  readonly env: Readonly<Record<string, string>>;
}

/** By the name that `--broker` takes. */
export const SERVERS = {
  redis: startOneRedis,
  cluster: startCluster,
  postgres: startOnePostgres,
  embedded: makeFolder,
} as const;
export type ServerName = keyof typeof SERVERS;

export const isServerName = (text: string): text is ServerName => Object.hasOwn(SERVERS, text);

async function startOneRedis(): Promise<Server> {
  const redis = await startRedis();
  return { env: { AG06_BROKER_URL: redis.url }, [Symbol.asyncDispose]: () => redis.stop() };
}

async function startCluster(): Promise<Server> {
  const cluster = await startRedisCluster();
  return {
    env: { AG06_BROKER_URL: cluster.url, AG06_PARTITIONS: '3' },
    [Symbol.asyncDispose]: () => cluster.stop(),
  };
}

/** A commit waits for the disk, as it does where somebody keeps what matters. */
async function startOnePostgres(): Promise<Server> {
  const postgres = await startPostgres({ fsync: true });
  await using migration = await startProcess({
    entry: new URL('../../../../services/cli/src/main.ts', import.meta.url),
    args: ['migrate'],
    env: { AG06_BROKER_URL: postgres.url },
  });
  const { code } = await migration.exited;
  if (code !== 0) throw new Error(`ag06 migrate ended with ${code}: ${migration.lines.join('\n')}`);
  return {
    env: { AG06_BROKER_URL: postgres.url },
    [Symbol.asyncDispose]: () => postgres.stop(),
  };
}

async function makeFolder(): Promise<Server> {
  const folder = await tempDir('bench-embedded');
  return {
    env: { AG06_BROKER_URL: `embedded:${folder.path}` },
    [Symbol.asyncDispose]: () => folder.remove(),
  };
}
