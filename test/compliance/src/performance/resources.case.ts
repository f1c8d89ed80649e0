import { processCpuSeconds, until } from '@ag06/test-support';
import { expect } from '@jest/globals';
import { Redis } from 'ioredis';
import { startProofFleet } from '../fleet/proof-fleet.ts';
import { proveCase } from '../proof/prove-case.ts';
import { CHAIN, runChains } from './chains.ts';
import { memoryOf } from './processes.ts';
import { timed } from './timing.ts';

const megabytes = (bytes: number): string => `${(bytes / 1024 / 1024).toFixed(0)} MiB`;

proveCase(
  83,
  'After 4,000 further runs a worker and a dispatcher use at most 1.5 times the memory that they used after the first 2,000, and Redis at most 6 KB for a finished run.',
  async (measure) => {
    const proof = await startProofFleet(1);
    const redis = new Redis(proof.fleet.redis.url);
    try {
      await proof.client.workflows.push(CHAIN);
      await runChains(proof.client, 2_000);
      const processes = {
        worker: proof.fleet.workers[0]?.pid ?? 0,
        dispatcher: proof.fleet.dispatcher?.pid ?? 0,
      };
      const before = Object.entries(processes).map(([name, pid]) => ({ name, pid, bytes: memoryOf(pid) }));
      const stored = async () => Number(/used_memory:(\d+)/.exec(await redis.info('memory'))?.[1]);
      const storedBefore = await stored();
      await runChains(proof.client, 4_000);
      const perRun = ((await stored()) - storedBefore) / 4_000;
      for (const { name, pid, bytes } of before) {
        const now = memoryOf(pid);
        measure(`memory of the ${name}`, `${megabytes(bytes)}, then ${megabytes(now)}`);
        expect({ name, isMore: now / bytes >= 1.5 }).toEqual({ name, isMore: false });
      }
      measure('of Redis for a finished run of three steps', `${Math.round(perRun)} bytes`);
      expect(perRun).toBeLessThan(6 * 1024);
    } finally {
      redis.disconnect();
      await proof.stop();
    }
  },
  300_000,
);

proveCase(
  85,
  'When finished runs are past their time nothing of them is left: keys of Redis are as many as before, whatever the runs had; processes that stop close every connection.',
  async (measure) => {
    const proof = await startProofFleet(1, { AG06_RETENTION: '1m' });
    const redis = new Redis(proof.fleet.redis.url);
    try {
      const { client } = proof;
      await client.workflows.push(CHAIN);
      await client.workflows.push({
        name: 'rich',
        attributes: { n: '${input.n}' },
        steps: {
          each: { agent: 'proof.square', forEach: [1, 2, 3], with: { n: '${item}' } },
          kid: { workflow: 'chain' },
          go: { signal: 'go' },
          large: { agent: 'proof.large', with: { characters: 400_000 } },
        },
      });
      const rich = async (n: number) => {
        const run = await client.submit('rich', { n }, { tags: ['rich'], correlationId: `rich ${n}` });
        await client.signal(run, 'go', 1);
        return client.wait(run);
      };
      const countKeys = async () => {
        const keys = await redis.keys('*');
        return keys.filter((key) => /r\d+-[0-9A-Za-z]{15,}/.test(key)).length;
      };
      await rich(0);
      expect(await countKeys()).toBeGreaterThan(0);
      await Promise.all(Array.from({ length: 20 }, (_, n) => rich(n)));
      await until(async () => (await countKeys()) === 0, {
        timeoutMs: 200_000,
        message: 'no key of a run to be left',
      });
      const { items } = await client.listPage();
      expect(items).toEqual([]);
      await Promise.all(proof.fleet.workers.map((worker) => worker.kill('SIGTERM')));
      await proof.fleet.dispatcher?.kill('SIGTERM');
      const connections = async () =>
        String(await redis.client('LIST'))
          .split('\n')
          .filter((line) => line !== '').length;
      await until(async () => (await connections()) === 1, {
        timeoutMs: 30_000,
        message: 'connections to be closed',
      });
      measure('connections that are left', (await connections()) - 1);
    } finally {
      redis.disconnect();
      await proof.stop();
    }
  },
  300_000,
);

proveCase(
  87,
  'A fleet that an optimizer watches does at least 0.8 times the steps of one without, and the optimizer itself uses at most a fifth of the CPU of the worker that it watches.',
  async (measure) => {
    const proof = await startProofFleet(1);
    try {
      await proof.client.workflows.push(CHAIN);
      await runChains(proof.client, 500);
      const chains = (count: number) => runChains(proof.client, count);
      const without = Math.max(await chains(1_000), await chains(1_000));
      const optimizer = await proof.fleet.startOptimizer();
      const { pid: worker = 0 } = proof.fleet.workers[0] ?? {};
      const pids = [optimizer.pid, worker];
      const watched = await chains(1_000);
      // Beyond its start.
      const from = pids.map(processCpuSeconds);
      const again = await chains(3_000);
      const used = pids.map((pid, i) => Math.round(1_000 * (processCpuSeconds(pid) - (from[i] ?? 0))));
      measure(
        'steps per second without and with',
        `${without.toFixed(0)} and ${Math.max(watched, again).toFixed(0)}`,
      );
      measure('CPU of optimizer and worker', used.map((ms) => `${ms} ms`).join(' and '));
      expect((used[0] ?? 0) / (used[1] ?? 1)).toBeLessThan(0.2);
      expect(Math.max(watched, again) / without).toBeGreaterThan(0.8);
      const counted = await until(
        async () =>
          (await proof.client.fleet.agents()).items.find(({ name }) => name === 'proof.square')?.figures
            ?.attempts,
        { timeoutMs: 60_000 },
      );
      expect(counted).toBeGreaterThan(0);
    } finally {
      await proof.stop();
    }
  },
  300_000,
);

proveCase(
  88,
  'Four workers do steps that wait for something else at least 3.2 times as fast as one, and none fails while they join.',
  async (measure) => {
    const proof = await startProofFleet(0);
    try {
      const { client } = proof;
      await client.workflows.push({
        name: 'waiting',
        steps: { s: { agent: 'proof.steady', forEach: '${input}', concurrency: 100, with: { ms: 100 } } },
      });
      const start = () => proof.startWorker('core-agents', { AG06_CONCURRENCY: '5' });
      const go = async (items: number) =>
        client.waitForOutput(await client.submit('waiting', Array(items).fill(0)));
      await start();
      await go(50);
      const alone = await timed(() => go(200));
      await Promise.all([start(), start(), start()]);
      await go(50);
      const together = await timed(() => go(200));
      measure(
        '200 steps of 100 ms, five slots a worker',
        `${Math.round(alone)} ms by one, ${Math.round(together)} ms by four`,
      );
      measure('ratio', (alone / together).toFixed(2));
      expect(alone / together).toBeGreaterThan(3.2);
    } finally {
      await proof.stop();
    }
  },
  300_000,
);
