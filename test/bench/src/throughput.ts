import { setTimeout as delay } from 'node:timers/promises';
import { type RedisServer, type ServiceProcess, startProcess } from '@ag06/test-support';
import { Redis } from 'ioredis';
import { Child } from './child.ts';
import { processCpuSeconds, redisCpuSeconds } from './cpu.ts';

const STEPS_PER_RUN = 3;

/** One measured load: from the first submission to the last completion. */
export interface Throughput {
  readonly runs: number;
  readonly seconds: number;
  readonly stepsPerSecond: number;
  /** CPU time of the loading and the working process, microseconds per run. */
  readonly nodeMicrosPerRun: number;
  readonly redisMicrosPerRun: number;
}

/** A side of the comparison: how it loads, and how it is known that all is done. */
export interface Side {
  readonly pids: readonly number[];
  run(count: number): Promise<void>;
  stop(): Promise<void>;
}

export async function measure(side: Side, redis: Redis, runs: number): Promise<Throughput> {
  const cpu = () => side.pids.reduce((sum, pid) => sum + processCpuSeconds(pid), 0);
  const before = { node: cpu(), redis: await redisCpuSeconds(redis), at: performance.now() };
  await side.run(runs);
  const seconds = (performance.now() - before.at) / 1000;
  return {
    runs,
    seconds,
    stepsPerSecond: (runs * STEPS_PER_RUN) / seconds,
    nodeMicrosPerRun: ((cpu() - before.node) * 1e6) / runs,
    redisMicrosPerRun: (((await redisCpuSeconds(redis)) - before.redis) * 1e6) / runs,
  };
}

/** BullMQ's own FlowProducer and Worker. */
export async function startFlowSide(server: RedisServer, concurrency: number): Promise<Side> {
  const worker = new Child('./flow-worker.ts', [server.url, String(concurrency)]);
  const loader = new Child('./flow-loader.ts', [server.url]);
  await Promise.all([worker.says('ready'), loader.says('ready')]);
  return {
    pids: [worker.pid, loader.pid],
    run: async (count) => {
      const completed = worker.says('completed');
      worker.send({ target: count });
      const t0 = performance.now();
      if (process.env['DBG'])
        void loader.says('loaded').then(() => console.log('loaded after', performance.now() - t0));
      loader.send({ count });
      await completed;
    },
    stop: async () => {
      await Promise.all([worker.stop(), loader.stop()]);
    },
  };
}

/** A worker process of the fleet, loaded through the dispatcher's own submission. */
export async function startFleetSide(
  server: RedisServer,
  concurrency: number,
  eager: boolean,
  env: Readonly<Record<string, string>> = {},
): Promise<Side> {
  const worker: ServiceProcess = await startProcess({
    entry: new URL('../../../services/agent-worker/src/main.ts', import.meta.url).pathname,
    env: {
      AG06_BROKER_URL: server.url,
      AG06_AGENTS: new URL('./fleet-agents.ts', import.meta.url).pathname,
      AG06_CONCURRENCY: String(concurrency),
      AG06_EAGER: eager ? 'on' : 'off',
      AG06_WORKER_AGENTS: 'bench.*',
      LOG_LEVEL: 'info',
      ...env,
    },
    ready: /worker ready/,
  });
  const loader = new Child('./fleet-loader.ts', [server.url]);
  await loader.says('ready');
  const redis = new Redis(server.url);
  let completed = 0;
  return {
    pids: [worker.pid, loader.pid],
    run: async (count) => {
      completed += count;
      const t0 = performance.now();
      if (process.env['DBG'])
        void loader.says('loaded').then(() => console.log('loaded after', performance.now() - t0));
      loader.send({ count });
      while ((await countCompleted(redis)) < completed) await delay(5);
    },
    stop: async () => {
      redis.disconnect();
      await Promise.all([worker.kill('SIGKILL'), worker.exited, loader.stop()]);
    },
  };
}

const countCompleted = (redis: Redis): Promise<number> =>
  redis.zlexcount('ag06:{p0}:index', '[default\0s:completed\0', '(default\0s:completed\x01');
