import { setTimeout as delay } from 'node:timers/promises';
import { startCuttable, startPostgres, startRedis, startRedisCluster, tempDir } from '@ag06/test-support';
import { migrate } from './migrate.ts';

/** What a fleet's broker consists of: servers, or a folder of the one process that is the whole fleet. */
export type BrokerUnderTest = ServersUnderTest | FolderUnderTest;

interface UnderTest {
  /** What every process of the fleet is told of it. */
  readonly env: Readonly<Record<string, string>>;
  stop(): Promise<void>;
}

/** What is done to the process is done to it. */
interface FolderUnderTest extends UnderTest {
  readonly is: 'folder';
}

/** A way to the broker of a process' own, which can be cut. */
export interface Link {
  readonly env: Readonly<Record<string, string>>;
  cut(): void;
  mend(): void;
}

export interface ServersUnderTest extends UnderTest {
  readonly is: 'servers';
  /** Whether a fault may cost what was acknowledged a moment before, since another server takes over. */
  readonly mayLose: boolean;
  /** Undefined: there is none but that of all. It ends with the broker. */
  openLink?(): Promise<Link>;
  /** SIGKILL, and a restart after so long; resolves when all is as before. `draw`, in [0, 1), chooses among several. */
  kill(downMs: number, draw: number): Promise<void>;
  /** SIGSTOP for so long: connections stay open and nothing answers; resolves when all is as before. */
  pause(ms: number, draw: number): Promise<void>;
}

/** By the name that `--broker` takes. */
export const BROKERS = {
  redis: startOneRedis,
  cluster: startCluster,
  postgres: startOnePostgres,
  embedded: makeFolder,
} as const satisfies Readonly<Record<string, () => Promise<BrokerUnderTest>>>;
export type BrokerName = keyof typeof BROKERS;

/** The proxies in front of a server. */
class Links {
  readonly #server: { readonly url: string; readonly port: number };
  readonly #proxies: AsyncDisposable[] = [];

  constructor(server: { readonly url: string; readonly port: number }) {
    this.#server = server;
  }

  async open(): Promise<Link> {
    const { url, port } = this.#server;
    const proxy = await startCuttable(port);
    this.#proxies.push(proxy);
    return {
      env: { AG06_BROKER_URL: url.replace(`:${port}`, `:${proxy.port}`) },
      cut: () => proxy.cut(),
      mend: () => proxy.mend(),
    };
  }

  async close(): Promise<void> {
    await Promise.all(this.#proxies.splice(0).map((proxy) => proxy[Symbol.asyncDispose]()));
  }
}

/** What was acknowledged is in its append-only file. */
async function startOneRedis(): Promise<ServersUnderTest> {
  const redis = await startRedis();
  const links = new Links(redis);
  return {
    is: 'servers',
    env: { AG06_BROKER_URL: redis.url },
    mayLose: false,
    async kill(downMs) {
      await redis.kill('SIGKILL');
      await delay(downMs);
      await redis.restart();
    },
    async pause(ms) {
      redis.pause();
      await delay(ms);
      redis.resume();
    },
    openLink: () => links.open(),
    stop: async () => {
      await links.close();
      await redis.stop();
    },
  };
}

/** What was acknowledged is in its write-ahead log; the operating system survives, so nothing has to wait for the disk. */
async function startOnePostgres(): Promise<ServersUnderTest> {
  const postgres = await startPostgres();
  const links = new Links(postgres);
  await migrate(postgres.url);
  return {
    is: 'servers',
    env: { AG06_BROKER_URL: postgres.url },
    mayLose: false,
    async kill(downMs) {
      await postgres.kill('SIGKILL');
      await delay(downMs);
      await postgres.restart();
    },
    async pause(ms) {
      postgres.pause();
      await delay(ms);
      postgres.resume();
    },
    openLink: () => links.open(),
    stop: async () => {
      await links.close();
      await postgres.stop();
    },
  };
}

async function makeFolder(): Promise<FolderUnderTest> {
  const folder = await tempDir('chaos-embedded');
  return { is: 'folder', env: { AG06_BROKER_URL: `embedded:${folder.path}` }, stop: () => folder.remove() };
}

/** A primary that is silent for a second is replaced by its replica; it comes back as a replica. */
async function startCluster(): Promise<ServersUnderTest> {
  const cluster = await startRedisCluster();
  const choose = async (draw: number) => {
    const primaries = await cluster.findPrimaries();
    const chosen = primaries[Math.floor(draw * primaries.length)];
    if (chosen === undefined) throw new Error('The cluster has no primary.');
    return chosen;
  };
  return {
    is: 'servers',
    env: { AG06_BROKER_URL: cluster.url, AG06_PARTITIONS: '3' },
    mayLose: true,
    async kill(downMs, draw) {
      const primary = await choose(draw);
      await primary.kill('SIGKILL');
      await delay(downMs);
      await primary.restart();
      await cluster.untilWhole();
    },
    async pause(ms, draw) {
      const primary = await choose(draw);
      primary.pause();
      await delay(ms);
      primary.resume();
      await cluster.untilWhole();
    },
    stop: () => cluster.stop(),
  };
}
