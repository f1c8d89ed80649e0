import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { startProcess, startRedis } from '@ag06/test-support';
import { Redis } from 'ioredis';

const fileOf = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
const entryOf = (service: string): string => fileOf(`../../../services/${service}/src/main.ts`);
const SAMPLE_MS = 20;
const BATCH = 1_000;

/** What it costs that steps wait for a breaker, on a fleet of its own. Each from the first submission, or the closing. */
interface BlockedFigures {
  readonly steps: number;
  /** Submitted and completed, with the breaker closed. */
  readonly closedSeconds: number;
  /** Submitted and parked, with the breaker open. */
  readonly parkSeconds: number;
  /** Dispatched after it closed. */
  readonly dispatchSeconds: number;
  /** Completed after it closed. */
  readonly doneSeconds: number;
}

export async function measureBlocked(steps: number, workers: number): Promise<BlockedFigures> {
  await using server = await startRedis();
  await using dispatcher = await startProcess({
    entry: entryOf('dispatcher'),
    env: { AG06_BROKER_URL: server.url, AG06_HTTP_PORT: '0' },
  });
  const [, url = ''] = await dispatcher.waitForLine(/dispatcher ready at (http:[^"]+)/, 30_000);
  await using started = new AsyncDisposableStack();
  for (let i = 0; i < workers; i++) {
    started.use(
      await startProcess({
        entry: entryOf('agent-worker'),
        env: { AG06_BROKER_URL: server.url, AG06_AGENTS: fileOf('./blocked-agents.ts') },
        ready: /worker ready/,
        readyTimeoutMs: 30_000,
      }),
    );
  }
  const redis = new Redis(server.url);
  try {
    return await measure(new Fleet(url, redis), steps);
  } finally {
    redis.disconnect();
  }
}

async function measure(fleet: Fleet, steps: number): Promise<BlockedFigures> {
  await fleet.call('POST', '/v1/workflows', { name: 'shopping', steps: { s: { agent: 'bench.shop' } } });
  await fleet.submit(200);
  await fleet.until(async () => (await fleet.done()) === 200);
  const closedSeconds = await timed(async () => {
    await fleet.submit(steps);
    await fleet.until(async () => (await fleet.done()) === 200 + steps);
  });
  await fleet.call('POST', '/v1/breakers/bench.shop/open');
  const parkSeconds = await timed(async () => {
    await fleet.submit(steps);
    await fleet.until(async () => (await fleet.blocked()) === steps);
  });
  await fleet.call('POST', '/v1/breakers/bench.shop/close');
  const closed = performance.now();
  await fleet.until(async () => (await fleet.blocked()) === 0);
  const dispatchSeconds = (performance.now() - closed) / 1_000;
  await fleet.until(async () => (await fleet.done()) === 200 + 2 * steps);
  return {
    steps,
    closedSeconds,
    parkSeconds,
    dispatchSeconds,
    doneSeconds: (performance.now() - closed) / 1_000,
  };
}

async function timed(act: () => Promise<void>): Promise<number> {
  const before = performance.now();
  await act();
  return (performance.now() - before) / 1_000;
}

class Fleet {
  readonly #url: string;
  readonly #redis: Redis;

  constructor(url: string, redis: Redis) {
    this.#url = url;
    this.#redis = redis;
  }

  // biome-ignore lint/suspicious/noExplicitAny: answers are known where they are read
  async call(method: string, path: string, body?: unknown): Promise<any> {
    const response = await fetch(`${this.#url}${path}`, {
      method,
      headers: { 'content-type': 'application/json' },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
    return response.json();
  }

  async submit(count: number): Promise<void> {
    for (let left = count; left > 0; left -= BATCH) {
      const runs = Array.from({ length: Math.min(BATCH, left) }, () => ({ workflow: 'shopping' }));
      await this.call('POST', '/v1/runs/batch', { runs });
    }
  }

  async blocked(): Promise<number> {
    return (await this.call('GET', '/v1/breakers')).items[0]?.blockedSteps ?? 0;
  }

  done(): Promise<number> {
    return this.#redis.zlexcount('ag06:{p0}:index', '[default\0s:completed\0', '(default\0s:completed\x01');
  }

  async until(isSo: () => Promise<boolean>): Promise<void> {
    while (!(await isSo())) await delay(SAMPLE_MS);
  }
}
