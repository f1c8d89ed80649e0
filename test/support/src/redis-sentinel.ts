import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { type Child, startChild } from './child-process.ts';
import { findFreePort } from './free-port.ts';
import { requireRedisBinary } from './redis-binaries.ts';
import { type RedisServer, startRedis } from './redis-server.ts';
import { tempDir } from './temp-dir.ts';
import { until } from './until.ts';

const NAME = 'main';
const SENTINELS = 3;
const QUORUM = 2;
/** Short, so that a dead primary is replaced within a few seconds; long enough for a busy machine. */
const DOWN_AFTER_MS = 1_000;
const FORMED_WITHIN_MS = 20_000;
const READY_TIMEOUT_MS = 30_000;

/** A primary and its replica, watched by three Sentinels, as processes on 127.0.0.1. */
export interface SentinelSetup extends AsyncDisposable {
  /** `redis+sentinel://`, with all Sentinels and the name they watch. */
  readonly url: string;
  /** The one that the Sentinels name now. */
  findPrimary(): Promise<RedisServer>;
  /** Kills the primary and waits until the Sentinels name the other; resolves with what that took. */
  killPrimary(): Promise<{ readonly killed: RedisServer; readonly tookMs: number }>;
  /** Ends all processes; may be called twice, and by `await using`. */
  stop(): Promise<void>;
}

/** Resolves when the Sentinels know each other and the replica. */
export async function startSentinel(): Promise<SentinelSetup> {
  const args = ['--repl-diskless-sync-delay', '0'];
  const primary = await startRedis({ args });
  const replica = await startRedis({ args: [...args, '--replicaof', '127.0.0.1', String(primary.port)] });
  const servers = [primary, replica];
  const dir = await tempDir('sentinel');
  const sentinels: Sentinel[] = [];
  const stop = async () => {
    for (const { client } of sentinels) client.disconnect();
    for (const { child } of sentinels) child.signal('SIGKILL');
    await Promise.all(sentinels.map(({ child }) => child.exited));
    await Promise.all(servers.map((server) => server.stop()));
    await dir.remove();
  };
  try {
    for (let i = 0; i < SENTINELS; i += 1) sentinels.push(await startOne(dir.path, primary.port));
    await untilSynced(replica.port);
    await until(async () => (await Promise.all(sentinels.map(knowsAll))).every(Boolean), {
      timeoutMs: FORMED_WITHIN_MS,
      everyMs: 50,
      message: 'the Sentinels to know each other and the replica',
    });
  } catch (error) {
    await stop();
    throw error;
  }

  async function findPrimary(): Promise<RedisServer> {
    const ports = await Promise.all(sentinels.map(loadPrimaryPort));
    const found = servers.find(({ port }) => ports.every((each) => each === port));
    if (found === undefined) throw new Error(`The Sentinels do not agree: ${ports.join(', ')}.`);
    return found;
  }

  return {
    url: `redis+sentinel://${sentinels.map(({ port }) => `127.0.0.1:${port}`).join(',')}/${NAME}`,
    findPrimary,
    async killPrimary() {
      const killed = await findPrimary();
      const from = performance.now();
      await killed.kill('SIGKILL');
      await until(async () => (await findPrimary()) !== killed, {
        timeoutMs: FORMED_WITHIN_MS,
        message: 'the Sentinels to name another primary',
      });
      return { killed, tookMs: performance.now() - from };
    },
    stop,
    [Symbol.asyncDispose]: stop,
  };
}

interface Sentinel {
  readonly child: Child;
  readonly port: number;
  readonly client: Redis;
}

/** A Sentinel writes what it learns into its configuration file, so it has one of its own. */
async function startOne(dir: string, primaryPort: number): Promise<Sentinel> {
  const port = await findFreePort();
  const file = join(dir, `${port}.conf`);
  const lines = [
    `port ${port}`,
    'bind 127.0.0.1',
    `dir ${dir}`,
    `sentinel monitor ${NAME} 127.0.0.1 ${primaryPort} ${QUORUM}`,
    `sentinel down-after-milliseconds ${NAME} ${DOWN_AFTER_MS}`,
    `sentinel failover-timeout ${NAME} ${5 * DOWN_AFTER_MS}`,
  ];
  await writeFile(file, `${lines.join('\n')}\n`);
  const child = await startChild(requireRedisBinary(), [file, '--sentinel']);
  await child.waitForLine(/Sentinel ID is/, READY_TIMEOUT_MS);
  const client = new Redis(port, '127.0.0.1', { maxRetriesPerRequest: 0 });
  client.on('error', () => {});
  return { child, port, client };
}

/** A replica that has not copied its primary yet would take over with nothing. */
async function untilSynced(port: number): Promise<void> {
  const client = new Redis(port, '127.0.0.1');
  const isSynced = async () => (await client.info('replication')).includes('master_link_status:up');
  await until(isSynced, { timeoutMs: FORMED_WITHIN_MS, message: 'the replica to copy its primary' }).finally(
    () => client.disconnect(),
  );
}

async function knowsAll({ client }: Sentinel): Promise<boolean> {
  const info = await client.info('sentinel');
  return info.includes(`status=ok`) && info.includes(`slaves=1,sentinels=${SENTINELS}`);
}

async function loadPrimaryPort({ client }: Sentinel): Promise<number> {
  const address = await client.call('SENTINEL', 'GET-MASTER-ADDR-BY-NAME', NAME);
  return Array.isArray(address) ? Number(address[1]) : 0;
}
