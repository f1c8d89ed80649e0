import { startRedis, until } from '@ag06/test-support';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Redis } from 'ioredis';
import { startMigratedPostgres } from './start-migrated-postgres.ts';
import { TestFleet } from './test-fleet.ts';
import { figuresOf, loadAgents, loadTuning, untilCounted, untilLed } from './tuning-api.ts';

const CHAIN = {
  name: 'three',
  steps: {
    a: { agent: 'core.echo' },
    b: { agent: 'core.echo', needs: ['a'] },
    c: { agent: 'core.echo', needs: ['b'] },
  },
};
const FLAKY = {
  name: 'flaky',
  steps: {
    s: {
      agent: 'core.fail',
      with: { times: 1 },
      retry: { maxAttempts: 2, initialDelay: 10, jitter: 'none' },
    },
  },
};
const EACH = {
  name: 'each',
  steps: {
    s: { agent: 'good.patient', forEach: Array(20).fill(5), concurrency: 4, with: { ms: '${item}' } },
    slow: {
      agent: 'good.patient',
      with: { ms: 60_000 },
      timeout: 50,
      retry: { maxAttempts: 2 },
      onFailure: 'continue',
    },
  },
};

/** Runs so many of a workflow, to their ends. */
async function run(fleet: TestFleet, workflow: string, count: number): Promise<void> {
  const runIds = await Promise.all(Array.from({ length: count }, () => fleet.submit(workflow)));
  for (const runId of runIds) await fleet.result(runId, 60);
}

describe.each([
  ['Redis', startRedis],
  ['a PostgreSQL server', startMigratedPostgres],
])('optimizers on %s', (_, startServer) => {
  it('count every attempt once, while leaders die; without any the fleet goes on', async () => {
    const fleet = await TestFleet.startOn(await startServer(), 2);
    try {
      const first = await fleet.startOptimizer();
      const second = await fleet.startOptimizer();
      for (const definition of [CHAIN, FLAKY, EACH]) await fleet.push(definition);
      await Promise.all([run(fleet, 'three', 60), run(fleet, 'flaky', 15), run(fleet, 'each', 2)]);
      await untilCounted(fleet, 'core.echo', 180);
      await untilCounted(fleet, 'core.fail', 30);
      await untilCounted(fleet, 'good.patient', 44);
      const { items, figures } = await loadAgents(fleet);
      const byName = new Map(items.map((item) => [item.name, item]));
      expect(byName.get('core.echo')).toMatchObject({
        workers: 2,
        configVersion: 1,
        figures: { attempts: 180, steps: 180, successRate: 1, outcomes: { ok: 180 } },
      });
      expect(byName.get('core.fail')?.figures).toMatchObject({
        attempts: 30,
        steps: 15,
        successRate: 0.5,
        outcomes: { ok: 15, error: 15 },
      });
      expect(byName.get('good.patient')?.figures).toMatchObject({
        outcomes: { ok: 40, timeout: 4, error: 0, cancelled: 0 },
      });
      for (const { attempts, duration } of byName.get('core.echo')?.figures?.windows ?? []) {
        expect(attempts).toBe(180);
        expect(duration.p99Ms ?? 0).toBeGreaterThan(duration.p50Ms ?? 0);
      }
      expect(figures).toMatchObject({ dropped: 0, unreadable: 0 });
      const { fence } = await untilLed(fleet, 0);

      // A leader dies under load.
      const load = Promise.all([run(fleet, 'three', 100), run(fleet, 'flaky', 15)]);
      await first.kill('SIGKILL');
      const from = performance.now();
      const led = await untilLed(fleet, fence);
      const tookOverMs = performance.now() - from;
      await load;
      await untilCounted(fleet, 'core.echo', 480);
      await untilCounted(fleet, 'core.fail', 60);

      // Without any, nothing stops; figures grow old, and are told by whoever comes.
      await second.kill('SIGKILL');
      await run(fleet, 'three', 20);
      expect((await loadTuning(fleet)).figures).toMatchObject({ fence: led.fence });
      expect(await figuresOf(fleet, 'core.echo')).toMatchObject({ attempts: 480 });
      await fleet.startOptimizer();
      await untilLed(fleet, led.fence);
      await untilCounted(fleet, 'core.echo', 540);
      expect(await figuresOf(fleet, 'core.echo')).toMatchObject({ attempts: 540, outcomes: { ok: 540 } });
      expect(await figuresOf(fleet, 'core.fail')).toMatchObject({ attempts: 60, outcomes: { error: 30 } });
      process.stderr.write(`took over after ${Math.round(tookOverMs)} ms\n`);
    } finally {
      await fleet.stop();
    }
  }, 120_000);
});

describe('the leader of two optimizers', () => {
  let fleet: TestFleet;
  beforeAll(async () => {
    fleet = await TestFleet.start(1);
    await Promise.all([fleet.startOptimizer(), fleet.startOptimizer(), fleet.push(CHAIN)]);
  }, 60_000);
  afterAll(() => fleet.stop());

  /** Who leads, and its process. */
  async function findLeader() {
    const { leader, fence } = await untilLed(fleet, 0);
    const started = fleet.optimizers.find(({ lines }) => lines.some((line) => line.includes(leader)));
    if (started === undefined) throw new Error(`No process says that it is ${leader}.`);
    return { leader, fence, started };
  }

  it('that slept through its lease writes nothing once the other one leads', async () => {
    await run(fleet, 'three', 2);
    await untilCounted(fleet, 'core.echo', 6);
    const { fence, started: sleeper } = await findLeader();
    sleeper.pause();
    const next = await untilLed(fleet, fence);
    expect(next.fence).toBeGreaterThan(fence);
    sleeper.resume();
    await sleeper.waitForLine(/LEADER_SUPERSEDED|leads no more/, 30_000);
    await run(fleet, 'three', 2);
    await untilCounted(fleet, 'core.echo', 12);
    const { leader, figures } = await loadTuning(fleet);
    expect(leader).toMatchObject({ fence: next.fence, leader: next.leader });
    expect(figures).toMatchObject({ fence: next.fence, leader: next.leader });
    expect(await figuresOf(fleet, 'core.echo')).toMatchObject({ attempts: 12 });
  }, 60_000);

  it('that stops gives up its lease before it ends, and the other one leads', async () => {
    const { leader, fence, started } = await findLeader();
    expect(await started.kill('SIGTERM')).toEqual({ code: 0, signal: null });
    // One that dies holds its lease for seconds.
    const redis = new Redis(fleet.redis.url);
    expect(await redis.get('ag06:{g}:lease:optimizer')).not.toBe(leader);
    redis.disconnect();
    await untilLed(fleet, fence);
    await until(async () => ((await loadTuning(fleet)).figures?.ageMs ?? 9e9) < 6_000);
  }, 60_000);
});
