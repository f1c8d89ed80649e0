import { type Agent, agent, RateLimited } from '@ag06/agent-kit';
import { decodeSampleBatch, type TuningDocument, type TuningSettings } from '@ag06/contracts/tuning';
import { until } from '@ag06/test-support';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { z } from 'zod';
import { one } from '../testing/definitions.ts';
import { createHeldAgent } from '../testing/held-agent.ts';
import { WorkerBench } from '../testing/worker-bench.ts';

const NAME = 'x.tuned';
let bench: WorkerBench;
beforeEach(async () => {
  bench = await WorkerBench.start();
});
afterEach(() => bench.stop());

async function publish(settings: TuningSettings): Promise<number> {
  const { shared } = bench.store;
  const version = ((await shared.load('tuning', NAME))?.version ?? 0) + 1;
  const document: TuningDocument = {
    version,
    settings,
    static: {},
    publishedAt: Date.now(),
    by: 'test',
    fence: 0,
    reason: 'TEST',
  };
  expect(await shared.swap('tuning', NAME, version - 1, JSON.stringify(document))).toBe(true);
  return version;
}

/** Until every worker says that it has this version in force. */
const echoed = (version: number) =>
  until(async () => {
    const workers = await bench.store.fleet.listWorkers(60_000);
    return workers.length > 0 && workers.every(({ configVersion }) => configVersion?.[NAME] === version);
  });

/** Counts how many run at a time, in all workers of this process. */
function createCounted(): { readonly agent: Agent; most: number; running: number } {
  const counted = {
    most: 0,
    running: 0,
    agent: agent({
      name: NAME,
      input: z.unknown(),
      handler: async () => {
        counted.running++;
        counted.most = Math.max(counted.most, counted.running);
        await new Promise((resolve) => setTimeout(resolve, 20));
        counted.running--;
      },
    }),
  };
  return counted;
}

it('a worker lowers and raises the concurrency under load, and loses nothing', async () => {
  const counted = createCounted();
  for (let i = 0; i < 2; i++) await bench.startWorker([counted.agent], { concurrency: 5 });
  const runIds: string[] = [];
  const load = async (n: number) => {
    runIds.push(...(await Promise.all(Array.from({ length: n }, () => bench.submit(one(NAME))))));
  };
  const phases = [
    { concurrency: 1, atMost: 2 },
    { concurrency: 8, atMost: 16 },
    { concurrency: 1, atMost: 2 },
  ];
  for (const { concurrency, atMost } of phases) {
    await load(40);
    await echoed(await publish({ concurrency }));
    // What was claimed already under a higher limit goes on to its end.
    for (const runId of runIds) await bench.ended(runId);
    counted.most = 0;
    await load(40);
    for (const runId of runIds) await bench.ended(runId);
    expect(counted.most).toBeLessThanOrEqual(atMost);
    expect(counted.most).toBeGreaterThan(concurrency === 1 ? 0 : 4);
  }
  for (const runId of runIds) expect(await bench.starts(runId)).toEqual(['s 1']);
}, 60_000);

it('a worker starts with what is published, and times attempts out by it where their steps name nothing', async () => {
  const { agent: held } = createHeldAgent(NAME);
  await publish({ timeoutMs: 50, concurrency: 3 });
  await bench.startWorker([held]);
  const own = await bench.submit(one(NAME, { timeout: 60_000, retry: { maxAttempts: 1 } }));
  const runId = await bench.submit(one(NAME, { retry: { maxAttempts: 1 } }));
  expect(await bench.ended(runId)).toMatchObject({ error: { code: 'STEP_TIMED_OUT' } });
  expect((await bench.store.runs.loadRun(own))?.status).toBe('running');
  await bench.cancel(own);
});

it('a worker tells the version with every sample, and the last samples when it stops', async () => {
  const counted = createCounted();
  await publish({ concurrency: 2 });
  const { worker } = await bench.startWorker([counted.agent]);
  const runId = await bench.submit(one(NAME));
  await bench.ended(runId);
  await worker.stop(1_000);
  const batches = await bench.store.samples.read(undefined, 100);
  const samples = batches.flatMap(({ text }) => decodeSampleBatch(text)?.samples ?? []);
  expect(samples).toMatchObject([{ agent: NAME, step: 's', runId, configVersion: 1, outcome: 'ok' }]);
});

/** One of several services, which needs a while for each call, and refuses it as one too many unless `isOpen`. */
function createRefusing() {
  const service = {
    isOpen: false,
    agent: agent({
      name: NAME,
      input: z.unknown(),
      dependency: () => 'service',
      handler: async () => {
        await new Promise((resolve) => setTimeout(resolve, 200));
        if (!service.isOpen) throw new RateLimited(50);
      },
    }),
  };
  return service;
}

/** How many calls at a time its slots allowed while some ran, second by second, as the worker has told it. */
async function limitsTold(): Promise<readonly number[]> {
  const batches = await bench.store.samples.read(undefined, 100);
  const seconds = batches.flatMap(({ text }) => decodeSampleBatch(text)?.seconds ?? []);
  return seconds.flatMap(({ agents }) => agents[NAME]?.limit ?? []);
}

it('without any optimizer a worker whose calls are refused makes fewer at a time, says why, and as many as before once they are taken', async () => {
  const service = createRefusing();
  await bench.startWorker([service.agent], { concurrency: 3 });
  const runIds = await Promise.all(Array.from({ length: 6 }, () => bench.submit(one(NAME))));
  const heldBack = async () => (await bench.store.fleet.listWorkers(60_000))[0]?.heldBack?.[NAME];
  await until(heldBack, { timeoutMs: 20_000, message: 'the worker to be held back' });
  expect(await heldBack()).toEqual({ limit: 1, published: 3, because: ['rate'] });
  const isLow = async () => (await limitsTold()).includes(1);
  await until(isLow, { timeoutMs: 20_000, message: 'one call at a time' });
  service.isOpen = true;
  for (const runId of runIds) expect(await bench.ended(runId)).toMatchObject({ status: 'completed' });
  const isFree = async () => (await heldBack()) === undefined;
  await until(isFree, { timeoutMs: 20_000, message: 'the worker to be let go' });
}, 60_000);
