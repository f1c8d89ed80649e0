import { fileURLToPath } from 'node:url';
import { startProcess, startRedis } from '@ag06/test-support';
import { Queue } from 'bullmq';
import { Redis } from 'ioredis';

const entryOf = (service: string): string =>
  fileURLToPath(new URL(`../../../services/${service}/src/main.ts`, import.meta.url));
const SAMPLE_MS = 20;

/** One run of a `forEach` over trivial items, on a fleet of its own. */
export interface ItemsFigures {
  readonly items: number;
  /** From the submission to the result, over HTTP. */
  readonly seconds: number;
  /** What the run takes when it is finished: state, list, outcomes and log. */
  readonly redisBytesPerItem: number;
  /** Jobs that were waiting, delayed or in hand at once, as sampled. */
  readonly maxQueueDepth: number;
  /** The slowest answer to `GET /v1/runs/{id}` while it ran, milliseconds. */
  readonly slowestReadMs: number;
}

export async function measureItems(items: number, lanes: number, workers: number): Promise<ItemsFigures> {
  await using server = await startRedis();
  await using dispatcher = await startProcess({
    entry: entryOf('dispatcher'),
    env: { AG06_BROKER_URL: server.url, AG06_HTTP_PORT: '0' },
  });
  const [, url = ''] = await dispatcher.waitForLine(/dispatcher ready at (http:[^"]+)/);
  await using started = new AsyncDisposableStack();
  for (let i = 0; i < workers; i++) {
    started.use(
      await startProcess({
        entry: entryOf('agent-worker'),
        env: { AG06_BROKER_URL: server.url, AG06_CONCURRENCY: String(lanes) },
        ready: /worker ready/,
        readyTimeoutMs: 20_000,
      }),
    );
  }
  const redis = new Redis(server.url);
  const queue = new Queue('agent.core.echo', { connection: redis });
  try {
    return await runItems(url, redis, queue, items, lanes);
  } finally {
    await queue.close();
    redis.disconnect();
  }
}

async function runItems(
  url: string,
  redis: Redis,
  queue: Queue,
  items: number,
  lanes: number,
): Promise<ItemsFigures> {
  await call(url, 'POST', '/v1/workflows', toDefinition(lanes));
  // Connections, plans and code are warm.
  await runOnce(url, 1_000);
  const before = await usedBytes(redis);
  const watch = watchRun(url, queue);
  const from = performance.now();
  const runId = await submit(url, items);
  watch.run(runId);
  await waitForEnd(url, runId, items);
  const seconds = (performance.now() - from) / 1_000;
  const { maxQueueDepth, slowestReadMs } = await watch.stop();
  const redisBytesPerItem = ((await usedBytes(redis)) - before) / items;
  return { items, seconds, redisBytesPerItem, maxQueueDepth, slowestReadMs };
}

const toDefinition = (concurrency: number) => ({
  name: 'items',
  steps: { each: { agent: 'core.echo', forEach: '${input.list}', concurrency, with: '${item}' } },
  output: '${size(steps.each.output)}',
});

async function runOnce(url: string, items: number): Promise<void> {
  await waitForEnd(url, await submit(url, items), items);
}

async function submit(url: string, items: number): Promise<string> {
  const list = Array.from({ length: items }, (_, n) => n % 10);
  const { runId } = await call(url, 'POST', '/v1/runs', { workflow: 'items', input: { list } });
  return String(runId);
}

async function waitForEnd(url: string, runId: string, items: number): Promise<void> {
  for (;;) {
    const result = await call(url, 'GET', `/v1/runs/${runId}/result?wait=60s`);
    if (result.status === 'running') continue;
    if (result.status === 'completed' && result.output === items) return;
    throw new Error(`The run of the bench ended otherwise: ${JSON.stringify(result)}.`);
  }
}

/** Samples the queue, and reads the run as someone who watches it would. */
function watchRun(url: string, queue: Queue) {
  const stopped = new AbortController();
  const figures = { maxQueueDepth: 0, slowestReadMs: 0 };
  let runId: string | undefined;
  const watching = (async () => {
    while (!stopped.signal.aborted) {
      const counts = await queue.getJobCounts('wait', 'prioritized', 'delayed', 'active');
      const depth = Object.values(counts).reduce((sum, count) => sum + count, 0);
      figures.maxQueueDepth = Math.max(figures.maxQueueDepth, depth);
      if (runId !== undefined) {
        const from = performance.now();
        await call(url, 'GET', `/v1/runs/${runId}`);
        figures.slowestReadMs = Math.max(figures.slowestReadMs, performance.now() - from);
      }
      await new Promise((resolve) => setTimeout(resolve, SAMPLE_MS));
    }
  })();
  return {
    run: (id: string): void => {
      runId = id;
    },
    stop: async () => {
      stopped.abort();
      await watching;
      return figures;
    },
  };
}

async function usedBytes(redis: Redis): Promise<number> {
  const [, bytes = '0'] = /used_memory_dataset:(\d+)/.exec(await redis.info('memory')) ?? [];
  return Number(bytes);
}

async function call(
  url: string,
  method: string,
  path: string,
  body?: object,
): Promise<Record<string, unknown>> {
  const response = await fetch(`${url}${path}`, {
    method,
    headers: { 'content-type': 'application/json' },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  if (!response.ok) throw new Error(`${method} ${path} gave ${response.status}: ${await response.text()}`);
  return (await response.json()) as Record<string, unknown>;
}
