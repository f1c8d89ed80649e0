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

/** A chain of three steps over HTTP: submit, then wait for the result. */
export async function measureFleetLatency(rounds: number): Promise<Latency> {
  await using server = await startRedis();
  await using worker = await startFleetWorker(server, 10, true);
  await using dispatcher = await startProcess({
    entry: fileURLToPath(new URL('../../../services/dispatcher/src/main.ts', import.meta.url)),
    env: { AG06_BROKER_URL: server.url, AG06_HTTP_PORT: '0' },
  });
  const [, url = ''] = await dispatcher.waitForLine(/dispatcher ready at (http:[^"]+)/);
  await post(`${url}/v1/workflows`, CHAIN);
  const latency = await sample(rounds, async (n) => {
    const { runId } = (await post(`${url}/v1/runs`, { workflow: CHAIN.name, input: { n } })) as {
      runId: string;
    };
    const result = (await (await fetch(`${url}/v1/runs/${runId}/result?wait=10s`)).json()) as {
      status: string;
    };
    if (result.status !== 'completed') throw new Error(`A run of the bench is ${result.status}.`);
  });
  await worker.stop();
  return latency;
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
  const latency = await sample(rounds, async (n) => {
    const jobId = `job.${n}`;
    const { promise, resolve } = Promise.withResolvers<void>();
    waiting.set(jobId, resolve);
    await queue.add('x', { n }, { jobId, priority: 31, removeOnComplete: true });
    await promise;
    waiting.delete(jobId);
  });
  await Promise.all([worker.close(), queue.close()]);
  connection.disconnect();
  return latency;
}

async function sample(rounds: number, act: (n: number) => Promise<void>): Promise<Latency> {
  const times: number[] = [];
  for (let n = 0; n < WARM_UP + rounds; n++) {
    const from = performance.now();
    await act(n);
    if (n >= WARM_UP) times.push(performance.now() - from);
  }
  times.sort((a, b) => a - b);
  const at = (share: number) => times[Math.min(times.length - 1, Math.floor(share * times.length))] ?? 0;
  return { p50Ms: at(0.5), p99Ms: at(0.99) };
}

async function post(url: string, body: object): Promise<unknown> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  return response.json();
}
