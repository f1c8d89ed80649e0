import { processCpuSeconds, type RedisServer, startRedis } from '@ag06/test-support';
import { Redis } from 'ioredis';
import { redisCpuSeconds } from './redis-cpu.ts';
import type { Side } from './sides.ts';

const STEPS_PER_RUN = 3;
const WARM_UP_RUNS = 1_000;

/** One measured load: from the first submission to the last completion. */
export interface Throughput {
  readonly runs: number;
  readonly stepsPerSecond: number;
  /** CPU time of the loading and the working process, microseconds per run. */
  readonly nodeMicrosPerRun: number;
  readonly redisMicrosPerRun: number;
  /** What a run leaves in Redis, the queues' bounded event streams not counted. */
  readonly bytesPerRun: number;
}

/** Runs a side on a Redis of its own: warm-up, then the load that counts. */
export async function measure(
  start: (server: RedisServer) => Promise<Side>,
  runs: number,
): Promise<Throughput> {
  await using server = await startRedis();
  const redis = new Redis(server.url);
  const side = await start(server);
  try {
    await side.run(WARM_UP_RUNS);
    const cpu = () => side.pids.reduce((sum, pid) => sum + processCpuSeconds(pid), 0);
    const before = {
      node: cpu(),
      redis: await redisCpuSeconds(redis),
      bytes: await dataBytes(redis),
      at: performance.now(),
    };
    await side.run(runs);
    const seconds = (performance.now() - before.at) / 1000;
    return {
      runs,
      stepsPerSecond: (runs * STEPS_PER_RUN) / seconds,
      nodeMicrosPerRun: ((cpu() - before.node) * 1e6) / runs,
      redisMicrosPerRun: (((await redisCpuSeconds(redis)) - before.redis) * 1e6) / runs,
      bytesPerRun: ((await dataBytes(redis)) - before.bytes) / runs,
    };
  } finally {
    await side.stop();
    redis.disconnect();
  }
}

async function dataBytes(redis: Redis): Promise<number> {
  const info = await redis.info('memory');
  const read = (name: string) => Number(new RegExp(`${name}:(\\d+)`).exec(info)?.[1] ?? 0);
  let streams = 0;
  for (const key of await redis.keys('bull:*:events'))
    streams += Number(await redis.memory('USAGE', key, 'SAMPLES', 0));
  return read('used_memory') - read('mem_clients_normal') - read('mem_aof_buffer') - streams;
}
