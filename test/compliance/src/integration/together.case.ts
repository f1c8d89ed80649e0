import { tmpdir } from 'node:os';
import { runCli } from '@ag06/test-e2e/run-cli';
import { ShopServer } from '@ag06/test-e2e/shop-server';
import { until } from '@ag06/test-support';
import { afterAll, beforeAll, expect } from '@jest/globals';
import { readLog } from '../fleet/event-facts.ts';
import { componentOf, untilWell } from '../fleet/health-facts.ts';
import { agentsFile, type ProofFleet, startProofFleet } from '../fleet/proof-fleet.ts';
import { untilFound } from '../fleet/until-found.ts';
import { proveCase } from '../proof/prove-case.ts';

const BOTH = {
  AG06_AGENTS: `${agentsFile('core-agents')},${agentsFile('shop-agents')}`,
  AG06_CONCURRENCY: '10',
};

/** Failures that open the breaker of `shop.call`. */
const THRESHOLD = 5;

let proof: ProofFleet;
let shop: ShopServer;
beforeAll(async () => {
  shop = await ShopServer.start();
  proof = await startProofFleet(0);
  await Promise.all([1, 2, 3].map(() => proof.fleet.startWorker(BOTH)));
  await proof.client.workflows.push({
    name: 'buy',
    steps: {
      free: { agent: 'proof.context', with: 1 },
      call: { agent: 'shop.call', with: '${input}' },
      after: { agent: 'proof.context', needs: ['call'], with: '${steps.call.output.n}' },
    },
    output: '${steps.after.output.input}',
  });
}, 180_000);
afterAll(async () => {
  await proof.stop();
  await shop.stop();
});

/** How often calls of a service were tried after its breaker had opened. */
const triesOf = async (dependency: string): Promise<number> => {
  const { items } = await proof.client.breakers.list();
  const { transitions = [] } = items.find((one) => one.dependency === dependency) ?? {};
  return transitions.filter(({ to }) => to === 'half-open').length;
};

const buy = (name: string, n: number) => proof.client.submit('buy', { url: shop.url, shop: name, n });

proveCase(
  75,
  'A workflow whose service is dead waits at that step alone: its other steps are done, nothing fails, attempts are kept, and it goes on by itself when the service is back.',
  async (measure) => {
    const { client } = proof;
    shop.mode = 'dead';
    const runs = await Promise.all(Array.from({ length: 60 }, (_, n) => buy('case-75', n)));
    const views = () => Promise.all(runs.map((run) => client.get(run)));
    await until(
      async () => (await views()).filter(({ steps }) => steps.call?.status === 'blocked').length >= 50,
      {
        timeoutMs: 60_000,
        message: 'the calls to be blocked',
      },
    );
    for (const { status, steps } of await views()) {
      expect(['running', 'waiting']).toContain(status);
      expect(steps.after?.status).toBe('pending');
    }
    await until(async () => (await views()).every(({ steps }) => steps.free?.status === 'completed'));
    // It is tried in vain, more often than a step may fail.
    await until(async () => (await triesOf('case-75')) >= 5, { timeoutMs: 60_000, message: 'five tries' });
    const spent = (await views()).reduce((sum, { steps }) => sum + (steps.call?.attempt ?? 1) - 1, 0);
    measure('attempts that 60 steps spent', spent);
    // Those that opened the breaker.
    expect(spent).toBeLessThanOrEqual(THRESHOLD);
    shop.mode = 'alive';
    for (const [n, run] of runs.entries()) expect(await client.waitForOutput(run)).toBe(n);
  },
  180_000,
);

proveCase(
  77,
  'The health of the whole is made of its parts’: well when all are, degraded without an optimizer, worse the more is wrong, unhealthy without a store; the command line says the same.',
  async (measure) => {
    const { client, fleet } = proof;
    await untilWell(client, 'store', 'broker', 'workers');
    const without = await client.health();
    expect(without.status).toBe('degraded');
    expect((await componentOf(client, 'optimizer')).reasons[0]?.code).toBe('OPTIMIZER_ABSENT');
    await fleet.startOptimizer();
    await untilWell(client, 'optimizer');
    const whole = await untilFound(
      async () => {
        const now = await client.health();
        return now.status === 'ok' && now.score > without.score ? now : undefined;
      },
      { timeoutMs: 90_000, message: 'the fleet to be better with an optimizer' },
    );
    const parts = whole.components.map(({ component }) => component);
    expect(parts).toEqual(
      expect.arrayContaining(['store', 'broker', 'queues', 'workers', 'breakers', 'api', 'optimizer']),
    );
    const words = async () => runCli(['health', '--json'], { cwd: tmpdir(), url: fleet.url });
    const wellInWords = await words();
    expect({ code: wellInWords.code, ...JSON.parse(wellInWords.out) }).toMatchObject({
      code: 0,
      status: 'ok',
    });
    await Promise.all([...fleet.workers].map((worker) => worker.kill()));
    await until(async () => (await client.health()).score < without.score, {
      timeoutMs: 90_000,
      message: 'a fleet without workers to be worse than one without an optimizer',
    });
    await Promise.all([1, 2, 3].map(() => fleet.startWorker(BOTH)));
    await untilWell(client, 'workers');
    fleet.redis.pause();
    await until(async () => (await client.health()).status === 'unhealthy', { timeoutMs: 90_000 });
    const answer = await fetch(`${fleet.url}/health`);
    expect(answer.status).toBe(503);
    const sickInWords = await words();
    expect(sickInWords.code).toBe(1);
    expect(JSON.parse(sickInWords.out)).toMatchObject({ status: 'unhealthy' });
    expect(sickInWords.out).toContain('STORE_SILENT');
    measure(
      'score of the whole: with and without an optimizer, without a store',
      [whole.score, without.score, (await client.health()).score].join(', '),
    );
    fleet.redis.resume();
    await untilWell(client, 'store', 'broker', 'workers');
  },
  240_000,
);

proveCase(
  79,
  'Two hundred runs of five kinds at once, with signals, children, cancellations, pauses and a flapping service, while a worker dies and a dispatcher joins: each ends as it should, once.',
  async (measure) => {
    const { client, fleet } = proof;
    shop.mode = 'alive';
    await client.workflows.push({
      name: 'signalled',
      steps: {
        go: { signal: 'go' },
        s: { agent: 'proof.context', needs: ['go'], with: '${steps.go.output}' },
      },
      output: '${steps.s.output.input}',
    });
    await client.workflows.push({
      name: 'kid',
      steps: { s: { agent: 'proof.square', with: '${input}' } },
      output: '${steps.s.output.n}',
    });
    await client.workflows.push({
      name: 'parent',
      steps: { kids: { workflow: 'kid', forEach: [1, 2], with: { n: '${item}' } } },
      output: '${steps.kids.output}',
    });
    await client.workflows.push({ name: 'endless', steps: { s: { signal: 'never' } } });
    const many = Array.from({ length: 40 }, (_, n) => n);
    const from = performance.now();
    const [bought, signalled, parents, endless, paused] = await Promise.all([
      Promise.all(many.map((n) => buy('case-79', n))),
      Promise.all(many.map(() => client.submit('signalled', null))),
      Promise.all(many.map(() => client.submit('parent', null))),
      Promise.all(many.map(() => client.submit('endless', null))),
      Promise.all(many.map((n) => client.submit('kid', { n }))),
    ]);
    shop.mode = 'dead';
    const beside = await fleet.startDispatcherBeside();
    await fleet.workers[0]?.kill();
    const spare = fleet.startWorker(BOTH);
    await Promise.all(paused.map((run) => client.pause(run).catch(() => {})));
    await Promise.all(signalled.map((run, n) => client.signal(run, 'go', n)));
    await Promise.all(endless.map((run) => client.cancel(run)));
    shop.mode = 'alive';
    await Promise.all(paused.map((run) => client.resume(run).catch(() => {})));
    for (const [n, run] of bought.entries()) expect(await client.waitForOutput(run)).toBe(n);
    for (const [n, run] of signalled.entries()) expect(await client.waitForOutput(run)).toBe(n);
    for (const run of parents) expect(await client.waitForOutput(run)).toEqual([1, 4]);
    for (const run of endless) expect(await client.wait(run)).toMatchObject({ status: 'cancelled' });
    for (const [n, run] of paused.entries()) expect(await client.waitForOutput(run)).toBe(n * n);
    measure('200 runs of five kinds', `${Math.round(performance.now() - from)} ms`);
    await spare;
    await beside.started.stop();
    for (const run of [...bought, ...signalled, ...parents, ...endless, ...paused]) {
      const ends = (await readLog(client, run.runId)).filter(({ type }) =>
        /^run\.(completed|failed|cancelled|timed_out)$/.test(type),
      );
      expect(ends).toHaveLength(1);
    }
  },
  300_000,
);
