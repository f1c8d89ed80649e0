import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { processCpuSeconds, type ServiceProcess, startProcess } from '@ag06/test-support';
import type { FleetPids } from './cores.ts';

const fileOf = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
const entryOf = (service: string): string => fileOf(`../../../../services/${service}/src/main.ts`);
const READY_TIMEOUT_MS = 60_000;
const BATCH = 1_000;
const BATCHES_AT_ONCE = 2;
const LOOK_EVERY_MS = 100;

interface BenchFleetOptions {
  readonly brokerUrl: string;
  readonly dispatchers?: number;
  readonly workers?: number;
  /** Of all processes. */
  readonly env?: Readonly<Record<string, string>>;
}

/** Dispatchers and workers as processes of their own, and a client of their API. */
export class BenchFleet implements AsyncDisposable {
  readonly url: string;
  readonly urls: readonly string[];
  readonly dispatchers: readonly ServiceProcess[];
  readonly workers: readonly ServiceProcess[];

  private constructor(
    urls: readonly string[],
    dispatchers: readonly ServiceProcess[],
    workers: readonly ServiceProcess[],
  ) {
    this.urls = urls;
    this.url = urls[0] ?? '';
    this.dispatchers = dispatchers;
    this.workers = workers;
  }

  /** Resolves when all are ready. */
  static async start({
    brokerUrl,
    dispatchers = 1,
    workers = 1,
    env = {},
  }: BenchFleetOptions): Promise<BenchFleet> {
    const of = (service: string, more: Readonly<Record<string, string>>) =>
      startProcess({
        entry: entryOf(service),
        env: { AG06_BROKER_URL: brokerUrl, ...env, ...more },
        ready: /(worker|dispatcher) ready/,
        readyTimeoutMs: READY_TIMEOUT_MS,
      });
    const started = await Promise.all([
      ...Array.from({ length: dispatchers }, () => of('dispatcher', { AG06_HTTP_PORT: '0' })),
      ...Array.from({ length: workers }, () => of('agent-worker', {})),
    ]);
    const urls = await Promise.all(
      started.slice(0, dispatchers).map(async (process) => {
        const [, url = ''] = await process.waitForLine(/dispatcher ready at (http:[^"]+)/);
        return url;
      }),
    );
    return new BenchFleet(urls, started.slice(0, dispatchers), started.slice(dispatchers));
  }

  /** The processes whose use is measured together. */
  pidsWith(redis: number): FleetPids {
    const pidsOf = (processes: readonly ServiceProcess[]) => processes.map(({ pid }) => pid);
    return { dispatchers: pidsOf(this.dispatchers), workers: pidsOf(this.workers), redis };
  }

  /** User and system time of all of its processes so far, seconds. */
  cpuSeconds(): number {
    return [...this.dispatchers, ...this.workers].reduce((sum, { pid }) => sum + processCpuSeconds(pid), 0);
  }

  // biome-ignore lint/suspicious/noExplicitAny: answers are known where they are read
  async call(method: string, path: string, body?: unknown, headers: object = {}): Promise<any> {
    const response = await fetch(`${this.url}${path}`, {
      method,
      headers: { ...headers, ...(body !== undefined && { 'content-type': 'application/json' }) },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
    return response.json();
  }

  /** Submits so many runs in batches; returns their ids in order. */
  async submit(count: number, toSubmission: (n: number) => object): Promise<string[]> {
    const ids: string[] = new Array(count);
    const starts = Array.from({ length: Math.ceil(count / BATCH) }, (_, i) => i * BATCH);
    await inParallel(starts, BATCHES_AT_ONCE, async (from) => {
      const runs = Array.from({ length: Math.min(BATCH, count - from) }, (_, i) => toSubmission(from + i));
      const { results } = (await this.call('POST', '/v1/runs/batch', { runs })) as {
        results: { runId?: string }[];
      };
      for (const [i, { runId }] of results.entries()) {
        if (runId === undefined) throw new Error(`A run was refused: ${JSON.stringify(results[i])}`);
        ids[from + i] = runId;
      }
    });
    return ids;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all([...this.dispatchers, ...this.workers].map((process) => process.stop()));
  }
}

export async function inParallel<T>(
  items: readonly T[],
  atOnce: number,
  act: (item: T) => Promise<unknown>,
): Promise<void> {
  const left = items.values();
  await Promise.all(
    Array.from({ length: atOnce }, async () => {
      for (const item of left) await act(item);
    }),
  );
}

/** Throws when the limit is passed: a bench that never ends tells nothing. */
export async function untilSo(what: string, limitMs: number, isSo: () => Promise<boolean>): Promise<void> {
  const from = performance.now();
  while (!(await isSo())) {
    if (performance.now() - from > limitMs) throw new Error(`Not within ${limitMs} ms: ${what}`);
    await delay(LOOK_EVERY_MS);
  }
}
