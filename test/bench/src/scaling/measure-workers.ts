import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import {
  processCpuSeconds,
  type RedisServer,
  type ServiceProcess,
  startProcess,
  startRedis,
} from '@ag06/test-support';
import { Redis } from 'ioredis';
import { Child } from '../child.ts';
import { redisCpuSeconds } from '../redis-cpu.ts';
import { STEPS_PER_RUN } from './wait-chain.ts';

interface ScalingOptions {
  readonly workers: number;
  readonly eager: boolean;
  /** Per worker. */
  readonly concurrency: number;
  readonly over: 'timer' | 'http';
  readonly warmUpMs: number;
  readonly windowMs: number;
}

export interface ScalingFigures {
  /** Of all workers together, while work waits. */
  readonly stepsPerSecond: number;
  /** Steps a second of each worker; what is uneven shows here. */
  readonly each: readonly number[];
  /** Steps a second of a process that only waits, at the same time: what the machine gives. */
  readonly alone: number;
  /** Milliseconds of CPU per second, of all workers and of Redis: with no core left the figure says nothing. */
  readonly cpu: { readonly workersMs: number; readonly redisMs: number };
  /** Runs that did not complete; there must be none. */
  readonly failed: number;
}

const STEP_MS = 50;

/** Steps a second and worker if nothing but the wait took time. */
const idealPerWorker = (concurrency: number): number => (concurrency * 1_000) / STEP_MS;

/** So many workers on a Redis of their own, measured while there is more work than they can do. */
export async function measureWorkers(options: ScalingOptions): Promise<ScalingFigures> {
  const { workers: count, concurrency, over, warmUpMs, windowMs } = options;
  await using stack = new AsyncDisposableStack();
  const server = stack.use(await startRedis());
  const service = over === 'http' ? stack.use(await startService()) : undefined;
  const workers: ServiceProcess[] = [];
  for (let i = 0; i < count; i++)
    workers.push(stack.use(await startWorker(server, options, service?.url ?? '')));
  const control = stack.use(
    await startProcess({
      entry: new URL('./wait-alone.ts', import.meta.url),
      args: [String(concurrency), String(STEP_MS)],
      env: {},
    }),
  );
  const loader = new Child('./scaling/wait-loader.ts', [server.url]);
  stack.defer(() => loader.stop());
  await loader.says('ready');
  const redis = new Redis(server.url);
  stack.defer(() => redis.disconnect());
  const seconds = (warmUpMs + windowMs + 3_000) / 1_000;
  const runs = Math.ceil((count * idealPerWorker(concurrency) * seconds) / STEPS_PER_RUN);
  const loaded = loader.says('loaded');
  loader.send({ count: runs });
  await loaded;
  await delay(warmUpMs);
  const cpu = () => workers.reduce((sum, { pid }) => sum + processCpuSeconds(pid), 0);
  const from = { at: Date.now(), cpu: cpu(), redis: await redisCpuSeconds(redis) };
  await delay(windowMs);
  const [cpuSeconds, redisSeconds] = [cpu() - from.cpu, (await redisCpuSeconds(redis)) - from.redis];
  const each = workers.map(({ stdout }) => toRate(stdout, from.at, from.at + windowMs));
  const waiting = await redis.zcard('bull:agent.bench.wait:prioritized');
  if (waiting === 0) throw new Error('There was too little work: the window holds idle time.');
  const failed = await redis.zlexcount('ag06:{p0}:index', '[default\0s:failed\0', '(default\0s:failed\x01');
  const perSecond = (spent: number) => Math.round((spent * 1e6) / windowMs);
  return {
    stepsPerSecond: each.reduce((sum, rate) => sum + rate, 0),
    each,
    alone: toRate(control.stdout, from.at, from.at + windowMs),
    cpu: { workersMs: perSecond(cpuSeconds), redisMs: perSecond(redisSeconds) },
    failed,
  };
}

/** Steps a second between the first and the last report within the window. */
export function toRate(lines: readonly string[], fromMs: number, toMs: number): number {
  const reports = lines
    .map((line) => /^steps (\d+) at ([\d.]+)$/.exec(line))
    .flatMap((match) => (match === null ? [] : [{ steps: Number(match[1]), at: Number(match[2]) }]))
    .filter(({ at }) => at >= fromMs && at <= toMs);
  const [first, last] = [reports[0], reports.at(-1)];
  if (first === undefined || last === undefined || last.at === first.at) return Number.NaN;
  return ((last.steps - first.steps) * 1_000) / (last.at - first.at);
}

function startWorker(
  server: RedisServer,
  { concurrency, eager }: ScalingOptions,
  serviceUrl: string,
): Promise<ServiceProcess> {
  return startProcess({
    entry: fileURLToPath(new URL('../../../../services/agent-worker/src/main.ts', import.meta.url)),
    env: {
      AG06_BROKER_URL: server.url,
      AG06_AGENTS: fileURLToPath(new URL('./wait-agents.ts', import.meta.url)),
      AG06_WORKER_AGENTS: 'bench.*',
      AG06_CONCURRENCY: String(concurrency),
      AG06_EAGER: eager ? 'on' : 'off',
      ...(serviceUrl !== '' && { BENCH_SERVICE_URL: serviceUrl }),
    },
    ready: /worker ready/,
    readyTimeoutMs: 30_000,
  });
}

async function startService() {
  const started = await startProcess({ entry: new URL('./slow-service.ts', import.meta.url), env: {} });
  const [, port = ''] = await started.waitForLine(/listens at (\d+)/);
  return { url: `http://127.0.0.1:${port}`, [Symbol.asyncDispose]: () => started.stop() };
}
