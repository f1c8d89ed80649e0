import { Client } from '@ag06/client';
import { startOtlpReceiver, until } from '@ag06/test-support';
import { afterAll, beforeAll, expect } from '@jest/globals';
import { Redis } from 'ioredis';
import { countEvents, readLog } from '../fleet/event-facts.ts';
import { componentOf, untilSick, untilWell } from '../fleet/health-facts.ts';
import { sumOf } from '../fleet/metric-facts.ts';
import { type ProofFleet, startProofFleet } from '../fleet/proof-fleet.ts';
import { proveCase } from '../proof/prove-case.ts';

const SQUARE = {
  name: 'square',
  steps: { s: { agent: 'proof.square', with: '${input}' } },
  output: '${steps.s.output.n}',
};
const NEEDED = ['store', 'broker', 'queues', 'workers', 'breakers', 'api'];

let proof: ProofFleet;
let client: Client;
beforeAll(async () => {
  proof = await startProofFleet(0);
  client = proof.client;
  await client.workflows.push(SQUARE);
}, 120_000);
afterAll(() => proof.stop());

proveCase(
  1,
  'Dispatchers, workers and an optimizer start in any order, also while their Redis is silent; a run submitted before any worker is done; every part reports itself well.',
  async (measure) => {
    const early = await client.submit('square', { n: 12 });
    const from = performance.now();
    proof.fleet.redis.pause();
    const starting = [
      proof.startWorker(),
      proof.startWorker(),
      proof.fleet.startOptimizer(),
      proof.startWorker(),
      proof.fleet.startDispatcherBeside(),
    ] as const;
    let ready = 0;
    for (const one of starting) void one.then(() => ready++);
    await untilSick(client, 'store');
    expect(ready).toBe(0);
    proof.fleet.redis.resume();
    const [, , , , beside] = await Promise.all(starting);
    measure(
      'three workers, an optimizer and a dispatcher ready',
      `${Math.round(performance.now() - from)} ms`,
    );
    expect(await client.waitForOutput(early)).toBe(144);
    const second = new Client({ url: beside.api.url });
    for (const one of [client, second]) {
      await untilWell(one, ...NEEDED, 'optimizer');
      expect((await one.fleet.workers()).items).toHaveLength(3);
    }
    expect(await second.waitForOutput(await second.submit('square', { n: 2 }))).toBe(4);
    await beside.started.stop();
  },
  180_000,
);

proveCase(
  2,
  'An agent that one kind of worker has is served by it alone, checks what it is given, and is listed; a module without agents is refused at the start, by name.',
  async () => {
    const specialist = await proof.startWorker('special-agents', { AG06_CONCURRENCY: '2' });
    await client.workflows.push({
      name: 'translate',
      steps: { s: { agent: 'special.translate', with: '${input}', retry: { maxAttempts: 1 } } },
      output: '${steps.s.output}',
    });
    const runs = await Promise.all(
      Array.from({ length: 10 }, (_, n) => client.submit('translate', { text: String(n), to: 'de' })),
    );
    for (const [n, run] of runs.entries())
      expect(await client.waitForOutput(run)).toEqual({ text: `de: ${n}`, pid: specialist.pid });
    const wrong = await client.wait(await client.submit('translate', { text: 'x', to: 'klingon' }));
    expect(wrong).toMatchObject({ status: 'failed', error: { code: 'INPUT_INVALID', step: 's' } });
    const workers = (await client.fleet.workers()).items;
    const serving = workers.filter(({ agents }) => agents.includes('special.translate'));
    expect(serving.map(({ pid }) => pid)).toEqual([specialist.pid]);
    expect(serving[0]?.slots?.limit).toBe(2);
    const agents = (await client.fleet.agents()).items;
    expect(agents.find(({ name }) => name === 'special.translate')).toMatchObject({ workers: 1 });
    await expect(proof.startWorker('broken-agents')).rejects.toThrow(/broken-agents/);
    expect(await specialist.kill('SIGTERM')).toMatchObject({ code: 0 });
  },
);

proveCase(
  5,
  'Health names what is wrong, and answers while it is: killed workers, then a silent Redis; it is well again when they are back.',
  async (measure) => {
    // Alone, this case has no workers of others.
    if (proof.fleet.workers.length === 0) await Promise.all([proof.startWorker(), proof.startWorker()]);
    await untilWell(client, ...NEEDED);
    const victims = [...proof.fleet.workers];
    await Promise.all(victims.map((worker) => worker.kill()));
    const dead = performance.now();
    await untilSick(client, 'workers');
    measure('dead workers are noticed after', `${Math.round(performance.now() - dead)} ms`);
    expect((await componentOf(client, 'workers')).reasons[0]?.code).toMatch(/^[A-Z_]+$/);
    await Promise.all(victims.map(() => proof.startWorker()));
    await untilWell(client, ...NEEDED);
    proof.fleet.redis.pause();
    const silent = performance.now();
    await until(async () => (await client.health()).status === 'unhealthy', { timeoutMs: 90_000 });
    measure('a silent Redis is noticed after', `${Math.round(performance.now() - silent)} ms`);
    expect((await componentOf(client, 'store')).reasons[0]?.code).toBe('STORE_SILENT');
    proof.fleet.redis.resume();
    await untilWell(client, ...NEEDED);
    expect(await client.waitForOutput(await client.submit('square', { n: 3 }))).toBe(9);
  },
  180_000,
);

proveCase(
  10,
  'One run is seen by every part of the fleet: its queue, its worker, its log, the live feed, metrics, the trace and the optimizer’s figures all tell of it, and agree.',
  async () => {
    const receiver = await startOtlpReceiver();
    const traced = await startProofFleet(0, receiver.env);
    try {
      const { client: own } = traced;
      const chain = {
        name: 'seen',
        steps: {
          a: { agent: 'proof.square', with: { n: 2 } },
          b: { agent: 'proof.square', needs: ['a'], with: { n: '${steps.a.output.n}' } },
        },
        output: '${steps.b.output.n}',
      };
      await own.workflows.push(chain);
      const stop = new AbortController();
      const feed = own.feed({ workflow: ['seen'] }, { signal: stop.signal });
      const told: string[] = [];
      const following = (async () => {
        for await (const { type } of feed) told.push(type);
      })().catch(() => {});
      await until(() => feed.lastId !== undefined);
      const traceparent = `00-${'5e'.repeat(16)}-${'7a'.repeat(8)}-01`;
      const answer = await traced.fleet.call(
        'POST',
        '/v1/runs',
        { workflow: 'seen', input: null },
        { traceparent },
      );
      const runId = String(answer.body.runId);
      // Nobody serves it yet: it is on its queue.
      await until(async () => {
        const { items } = await own.fleet.queues();
        return items.find(({ agent }) => agent === 'proof.square')?.waiting === 1;
      });
      await Promise.all([traced.startWorker('core-agents', receiver.env), traced.fleet.startOptimizer()]);
      expect(await own.waitForOutput(runId)).toBe(16);
      const log = await readLog(own, runId);
      await until(() => told.length >= log.length);
      expect(told).toEqual(log.map(({ type }) => type));
      stop.abort();
      await following;
      await until(
        () => {
          const names = receiver.spans
            .filter(({ traceId }) => traceId === '5e'.repeat(16))
            .map(({ resource }) => resource['service.name']);
          return names.includes('ag06-dispatcher') && names.includes('ag06-agent-worker');
        },
        { timeoutMs: 30_000, message: 'spans of dispatcher and worker in one trace' },
      );
      expect(await sumOf(traced.fleet.url, 'ag06_runs_accepted_total', { workflow: 'seen' })).toBe(1);
      await until(
        async () => {
          const { items } = await own.fleet.agents();
          return items.find(({ name }) => name === 'proof.square')?.figures?.attempts === 2;
        },
        { timeoutMs: 60_000, message: 'the optimizer to count both attempts' },
      );
    } finally {
      await traced.stop();
      await receiver.stop();
    }
  },
  180_000,
);

proveCase(
  15,
  'No process runs more at once than it may, though sixty steps wait; at the end queues are empty and connections are as before; a drain ends what is in hand.',
  async (measure) => {
    const bounded = await startProofFleet(0);
    const redis = new Redis(bounded.fleet.redis.url);
    try {
      const { client: own } = bounded;
      const workers = await Promise.all(
        [1, 2].map(() => bounded.startWorker('core-agents', { AG06_CONCURRENCY: '3' })),
      );
      await own.workflows.push({
        name: 'many',
        steps: { s: { agent: 'proof.bounded', forEach: '${input}', concurrency: 60, with: { ms: 50 } } },
        output: '${steps.s.output}',
      });
      await own.workflows.push({ ...SQUARE, name: 'long' });
      await own.waitForOutput(await own.submit('many', Array(6).fill(0)));
      const countClients = async () =>
        String(await redis.client('LIST'))
          .split('\n')
          .filter((line) => line !== '').length;
      const before = await countClients();
      const outputs = (await own.waitForOutput(await own.submit('many', Array(60).fill(0)))) as {
        pid: number;
        peak: number;
      }[];
      expect(outputs).toHaveLength(60);
      expect(new Set(outputs.map(({ pid }) => pid))).toEqual(new Set(workers.map(({ pid }) => pid)));
      const peaks = workers.map(({ pid }) =>
        Math.max(...outputs.filter((one) => one.pid === pid).map(({ peak }) => peak)),
      );
      measure('most at once, of each process', peaks.join(' and '));
      expect(peaks).toEqual([3, 3]);
      await until(async () => {
        const { items } = await own.fleet.queues();
        return items.every(({ waiting = 0, active = 0, delayed = 0 }) => waiting + active + delayed === 0);
      });
      await until(async () => (await countClients()) <= before);
      const run = await own.submit('long', { n: 5, ms: 600 });
      const started = workers.map(
        async (worker) => [worker, await worker.waitForLine(/square .* started/, 30_000)] as const,
      );
      const [holder] = await Promise.race(started);
      for (const one of started) one.catch(() => {});
      const exit = holder.kill('SIGTERM');
      expect(await own.waitForOutput(run)).toBe(25);
      expect(await exit).toMatchObject({ code: 0 });
      expect(countEvents(await readLog(own, run.runId))).toMatchObject({
        'step.started s': 1,
        'step.completed s': 1,
      });
    } finally {
      redis.disconnect();
      await bounded.stop();
    }
  },
  180_000,
);
