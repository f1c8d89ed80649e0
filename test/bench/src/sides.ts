import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { type RedisServer, type ServiceProcess, startProcess } from '@ag06/test-support';
import { Redis } from 'ioredis';
import { Child } from './child.ts';

const COUNT_EVERY_MS = 5;

/** A side of the comparison: the processes that it consists of, and how a load is run to its end. */
export interface Side {
  readonly pids: readonly number[];
  run(count: number): Promise<void>;
  stop(): Promise<void>;
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
      loader.send({ count });
      await completed;
    },
    stop: async () => {
      await Promise.all([worker.stop(), loader.stop()]);
    },
  };
}

/** A worker process of the fleet with the bench's agents. */
export function startFleetWorker(
  server: RedisServer,
  concurrency: number,
  eager: boolean,
  env: Readonly<Record<string, string>> = {},
): Promise<ServiceProcess> {
  return startProcess({
    entry: fileURLToPath(new URL('../../../services/agent-worker/src/main.ts', import.meta.url)),
    env: {
      AG06_BROKER_URL: server.url,
      AG06_AGENTS: fileURLToPath(new URL('./fleet-agents.ts', import.meta.url)),
      AG06_CONCURRENCY: String(concurrency),
      AG06_EAGER: eager ? 'on' : 'off',
      AG06_WORKER_AGENTS: 'bench.*',
      ...env,
    },
    ready: /worker ready/,
  });
}

/** The fleet, loaded through the dispatcher's own submission. */
export async function startFleetSide(
  server: RedisServer,
  concurrency: number,
  eager: boolean,
  { loaderFile = './fleet-loader.ts', env = {} }: { loaderFile?: string; env?: Record<string, string> } = {},
): Promise<Side> {
  const worker = await startFleetWorker(server, concurrency, eager, env);
  const loader = new Child(loaderFile, [server.url], env);
  await loader.says('ready');
  const redis = new Redis(server.url);
  let completed = 0;
  return {
    pids: [worker.pid, loader.pid],
    run: async (count) => {
      completed += count;
      loader.send({ count });
      while ((await countCompleted(redis)) < completed) await delay(COUNT_EVERY_MS);
    },
    stop: async () => {
      redis.disconnect();
      await Promise.all([worker.stop(), loader.stop()]);
    },
  };
}

const countCompleted = (redis: Redis): Promise<number> =>
  redis.zlexcount('ag06:{p0}:index', '[default\0s:completed\0', '(default\0s:completed\x01');
