import { setTimeout as delay } from 'node:timers/promises';
import { startRedis, startRedisCluster } from '@ag06/test-support';

/** The server, or the servers, that a fleet's broker consists of, and what can be done to them. */
export interface BrokerUnderTest {
  /** What every process of the fleet is told of it. */
  readonly env: Readonly<Record<string, string>>;
  /** Whether a fault may cost what was acknowledged a moment before, since another server takes over. */
  readonly mayLose: boolean;
  /** SIGKILL, and a restart after so long; resolves when all is as before. `draw`, in [0, 1), chooses among several. */
  kill(downMs: number, draw: number): Promise<void>;
  /** SIGSTOP for so long: connections stay open and nothing answers; resolves when all is as before. */
  pause(ms: number, draw: number): Promise<void>;
  stop(): Promise<void>;
}

/** By the name that `--broker` takes. */
export const BROKERS = { redis: startOneRedis, cluster: startCluster } as const satisfies Readonly<
  Record<string, () => Promise<BrokerUnderTest>>
>;
export type BrokerName = keyof typeof BROKERS;

/** What was acknowledged is in its append-only file. */
async function startOneRedis(): Promise<BrokerUnderTest> {
  const redis = await startRedis();
  return {
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
    stop: () => redis.stop(),
  };
}

/** A primary that is silent for a second is replaced by its replica; it comes back as a replica. */
async function startCluster(): Promise<BrokerUnderTest> {
  const cluster = await startRedisCluster();
  const choose = async (draw: number) => {
    const primaries = await cluster.findPrimaries();
    const chosen = primaries[Math.floor(draw * primaries.length)];
    if (chosen === undefined) throw new Error('The cluster has no primary.');
    return chosen;
  };
  return {
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
