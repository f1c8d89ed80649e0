import { fileURLToPath } from 'node:url';
import { startProcess, startRedis } from '@ag06/test-support';
import { Queue, Worker } from 'bullmq';
import { Redis } from 'ioredis';
import { CHAIN } from './chain.ts';
import { startFleetWorker } from './sides.ts';

const WARM_UP = 100;

/** Milliseconds from request to result, one at a time on an idle fleet. */
export interface Latency {
  readonly p50Ms: number;
  readonly p99Ms: number;
}

/** Of a run over HTTP: started and waited for by one request, and by one for each. */
interface FleetLatency {
  readonly oneRequest: Latency;
  readonly twoRequests: Latency;
}

/** A chain of three steps over HTTP. Both ways take turns, so that a machine that grows slow does so for both. */
export async function measureFleetLatency(rounds: number): Promise<FleetLatency> {
  await using server = await startRedis();
  await using worker = await startFleetWorker(server, 10, true);
  await using dispatcher = await startProcess({
    entry: fileURLToPath(new URL('../../../services/dispatcher/src/main.ts', import.meta.url)),
    env: { AG06_BROKER_URL: server.url, AG06_HTTP_PORT: '0' },
  });
  const [, url = ''] = await dispatcher.waitForLine(/dispatcher ready at (http:[^"]+)/);
  await post(`${url}/v1/workflows`, CHAIN);
  const start = (n: number, query: string) =>
    post(`${url}/v1/runs${query}`, { workflow: CHAIN.name, input: { n } });
  const byOne = async (n: number) => needCompleted(await start(n, '?wait=10s'));
  const byTwo = async (n: number) => {
    const { runId } = await start(n, '');
    needCompleted((await (await fetch(`${url}/v1/runs/${runId}/result?wait=10s`)).json()) as RunAnswer);
  };
  const [one, two] = [new Stopwatch(), new Stopwatch()];
  for (let n = 0; n < WARM_UP + rounds; n++) {
    await one.time(() => byOne(n));
    await two.time(() => byTwo(n));
  }
  await worker.stop();
  return { oneRequest: one.latency, twoRequests: two.latency };
}

interface RunAnswer {
  readonly runId: string;
  readonly status: string;
}

function needCompleted({ status }: RunAnswer): void {
  if (status !== 'completed') throw new Error(`A run of the bench is ${status}.`);
}

/** One bare BullMQ job, from `add` to `completed`, in one process. */
export async function measureBareLatency(rounds: number): Promise<Latency> {
  await using server = await startRedis();
  const connection = new Redis(server.url, { maxRetriesPerRequest: null });
  const queue = new Queue('bare', { connection });
  const waiting = new Map<string, () => void>();
  const worker = new Worker('bare', async () => 1, { connection, removeOnComplete: { count: 0 } });
  worker.on('completed', (job) => waiting.get(job.id ?? '')?.());
  await worker.waitUntilReady();
  const addAndWait = async (n: number) => {
    const jobId = `job.${n}`;
    const { promise, resolve } = Promise.withResolvers<void>();
    waiting.set(jobId, resolve);
    await queue.add('x', { n }, { jobId, priority: 31, removeOnComplete: true });
    await promise;
    waiting.delete(jobId);
  };
  const bare = new Stopwatch();
  for (let n = 0; n < WARM_UP + rounds; n++) await bare.time(() => addAndWait(n));
  await Promise.all([worker.close(), queue.close()]);
  connection.disconnect();
  return bare.latency;
}

/** Times calls one after the other. The first ones warm the processes up. */
class Stopwatch {
  readonly #times: number[] = [];
  #calls = 0;

  async time(act: () => Promise<void>): Promise<void> {
    const from = performance.now();
    await act();
    if (++this.#calls > WARM_UP) this.#times.push(performance.now() - from);
  }

  get latency(): Latency {
    const sorted = this.#times.toSorted((a, b) => a - b);
    const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;
    return { p50Ms: at(0.5), p99Ms: at(0.99) };
  }
}

async function post(url: string, body: object): Promise<RunAnswer> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  return (await response.json()) as RunAnswer;
}
