import { until } from '@ag06/test-support';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { Redis } from 'ioredis';
import { FleetHealth } from './fleet-health.ts';
import { runCli } from './run-cli.ts';
import { TestFleet } from './test-fleet.ts';

const ECHO = { name: 'echo', steps: { s: { agent: 'core.echo', with: { n: 1 } } } };
const NEEDED = ['store', 'broker', 'queues', 'workers', 'breakers', 'api'] as const;
const cwd = process.cwd();

/** A dispatcher and a worker on a Redis, a client of that, and what the fleet says of its health. */
interface Patient {
  readonly fleet: TestFleet;
  readonly redis: Redis;
  readonly health: FleetHealth;
}

/** Well, but for the optimizer that it lacks. */
async function startPatient(): Promise<Patient> {
  const fleet = await TestFleet.start(0);
  await fleet.startWorker({ AG06_HEALTH_PORT: '0' });
  await fleet.push(ECHO);
  const health = new FleetHealth(() => fleet.url);
  await health.untilWell(...NEEDED);
  return { fleet, redis: new Redis(fleet.redis.url), health };
}

async function endPatient({ fleet, redis }: Patient): Promise<void> {
  redis.disconnect();
  await fleet.stop();
}

/** A fleet that tests have one after the other, while others have theirs: they mostly wait. In the end of each all is well again. */
class Ward {
  #patient: Promise<Patient> | undefined;
  #last: Promise<unknown> = Promise.resolve();

  takeTurn = (test: (patient: Patient) => Promise<void>) => (): Promise<void> => {
    const turn = this.#last.then(async () => {
      this.#patient ??= startPatient();
      const patient = await this.#patient;
      await test(patient);
      await patient.health.untilWell(...NEEDED);
    });
    this.#last = turn.catch(() => {});
    return turn;
  };

  async close(): Promise<void> {
    if (this.#patient !== undefined) await endPatient(await this.#patient);
  }
}

// First, while the fleets of the others do what they are to be seen doing.
describe('the health of an idle fleet', () => {
  let fleet: TestFleet;
  let redis: Redis;
  let health: FleetHealth;
  beforeAll(async () => {
    ({ fleet, redis, health } = await startPatient());
  }, 120_000);
  afterEach(() => health.untilWell(...NEEDED), 100_000);
  afterAll(() => endPatient({ fleet, redis, health }));

  const writeDocument = (kind: string, name: string, document: object) =>
    redis.hset(`ag06:{g}:shared:${kind}`, name, `1|${Date.now()}|${JSON.stringify(document)}`);
  const forgetDocument = (kind: string, name: string) => redis.hdel(`ag06:{g}:shared:${kind}`, name);

  it('falls with the share of work that open breakers hold back', async () => {
    const state = { is: 'open', since: 1, until: Date.now() + 3_600_000, openForMs: 1, failures: 5 };
    await writeDocument('breaker', 'shop.api', { v: 1, writer: 'test', state });
    expect(await health.untilSick('breakers', 'BREAKER_OPEN')).toMatchObject({
      score: 0,
      reasons: [{ message: expect.stringContaining('shop.api (open)') }],
    });
    expect((await health.read()).status).toBe('degraded');
    await writeDocument('breaker', 'mail.api', { v: 1, state: { is: 'closed' } });
    await until(async () => (await health.of('breakers')).score === 50);
    await forgetDocument('breaker', 'shop.api');
    await health.untilWell('breakers');
    await forgetDocument('breaker', 'mail.api');
  }, 60_000);

  it('reports full memory, and is not ready for submissions until memory is freed', async () => {
    await redis.config('SET', 'maxmemory', '100kb');
    const full = await health.untilSick('store', 'STORE_FULL');
    expect(full).toMatchObject({ score: 0, status: 'unhealthy' });
    expect(full.reasons[0]?.message).toContain('maxmemory');
    expect(await health.ready()).toEqual({ status: 503, codes: ['STORE_FULL'] });
    const refused = await fleet.call('POST', '/v1/runs', { workflow: 'echo', input: null });
    expect(refused).toMatchObject({ status: 503, body: { code: 'STORE_FULL' } });
    await redis.config('SET', 'maxmemory', '0');
    await health.untilWell('store');
    expect((await health.ready()).status).toBe(200);
    expect(await fleet.result(await fleet.submit('echo'))).toMatchObject({ status: 'completed' });
  }, 100_000);

  it('warns of nearly full memory, and of an eviction policy', async () => {
    const used = Number(/used_memory:(\d+)/.exec(await redis.info('memory'))?.[1]);
    await redis.config('SET', 'maxmemory', String(Math.round(used * 1.1)));
    await redis.config('SET', 'maxmemory-policy', 'allkeys-lru');
    await health.untilSick('store', 'STORE_EVICTS');
    await redis.config('SET', 'maxmemory-policy', 'noeviction');
    await health.untilSick('store', 'STORE_MEMORY_HIGH');
    await redis.config('SET', 'maxmemory', '0');
    await health.untilWell('store');
  }, 100_000);

  it('is printed by `ag06 health`: each part with its score, age and reasons', async () => {
    await health.untilWell('store');
    await health.untilSick('optimizer', 'OPTIMIZER_ABSENT');
    const { code, out } = await runCli(['health'], { cwd, url: fleet.url });
    expect(code).toBe(0);
    expect(out).toMatch(/^COMPONENT +SCORE +STATUS +AGE$/m);
    expect(out).toMatch(/^store +100 +ok +\d\.\d s$/m);
    expect(out).toMatch(/^optimizer: No optimizer leads\. .*\(OPTIMIZER_ABSENT\)$/m);
    const json = await runCli(['health', '--json'], { cwd, url: fleet.url });
    expect(JSON.parse(json.out)).toMatchObject({ status: 'degraded', components: expect.any(Array) });
  }, 60_000);

  it('is refused by `ag06 health` with a wrong argument, or at an address without a dispatcher', async () => {
    expect((await runCli(['health', 'now'], { cwd, url: fleet.url })).code).toBe(2);
    expect((await runCli(['health'], { cwd })).code).toBe(3);
  }, 60_000);
});

describe('the health of a fleet', () => {
  const [processes, records, server] = [new Ward(), new Ward(), new Ward()];
  afterAll(() => Promise.all([processes, records, server].map((ward) => ward.close())));

  it.concurrent(
    'is ok with a leading optimizer, and only degraded without one',
    processes.takeTurn(async ({ fleet, health }) => {
      const absent = await health.untilSick('optimizer', 'OPTIMIZER_ABSENT');
      expect(absent).toMatchObject({ score: 50, status: 'degraded' });
      await health.untilWell(...NEEDED);
      expect(await health.read()).toMatchObject({ status: 'degraded', score: expect.any(Number) });
      expect((await health.read()).score).toBeGreaterThan(90);
      expect(await health.ready()).toEqual({ status: 200, codes: [] });
      const optimizer = await fleet.startOptimizer({ AG06_HEALTH_PORT: '0' });
      const [, port = ''] = await optimizer.waitForLine(/"healthPort":(\d+)/);
      await until(async () => (await fetch(`http://127.0.0.1:${port}/health/ready`)).status === 200);
      await health.untilWell('optimizer');
      // On a busy machine a part may lose a point or two for a moment.
      await until(
        async () => {
          const { status, score } = await health.read();
          return status === 'ok' && score === 100;
        },
        { timeoutMs: 30_000 },
      );
      await optimizer.stop();
      await health.untilSick('optimizer', 'OPTIMIZER_ABSENT');
      expect(await health.ready()).toEqual({ status: 200, codes: [] });
    }),
    300_000,
  );

  it.concurrent(
    'is 0 while Redis is stopped, and still answered at once, with the age of its facts',
    server.takeTurn(async ({ fleet, health }) => {
      const worker = fleet.workers.find(({ lines }) => lines.some((line) => line.includes('healthPort')));
      const [, port = ''] = (await worker?.waitForLine(/"healthPort":(\d+)/)) ?? [];
      const workerReady = async () => (await fetch(`http://127.0.0.1:${port}/health/ready`)).status;
      expect(await workerReady()).toBe(200);
      health.slowestMs = 0;
      fleet.redis.pause();
      try {
        await health.untilSick('store', 'STORE_SILENT', 1);
        await health.untilSick('broker', 'BROKER_SILENT', 1);
        const { status, score, components } = await health.read();
        expect({ status, score }).toEqual({ status: 'unhealthy', score: 0 });
        // A dispatcher knows itself, and that it has no archive, without the store.
        for (const { component, ageMs } of components)
          if (component !== 'api' && component !== 'archive') expect(ageMs).toBeGreaterThan(4_000);
        const { status: ready, codes } = await health.ready();
        expect({ ready, codes }).toEqual({ ready: 503, codes: expect.arrayContaining(['STORE_SILENT']) });
        expect((await fetch(`${fleet.url}/health/live`)).status).toBe(200);
        await health.untilSick('queues', 'QUEUES_UNKNOWN');
        await health.untilSick('workers', 'WORKERS_UNKNOWN');
        // What the last facts told stays told: on a busy machine, that a worker lags.
        const codesOfWorkers = (await health.of('workers')).reasons.map(({ code }) => code);
        expect(codesOfWorkers.filter((code) => code !== 'WORKER_LAGGING')).toEqual(['WORKERS_UNKNOWN']);
        await until(async () => (await workerReady()) === 503, { timeoutMs: 40_000 });
        expect((await fetch(`http://127.0.0.1:${port}/health/live`)).status).toBe(200);
        process.stderr.write(`slowest /health with Redis stopped: ${health.slowestMs.toFixed(0)} ms\n`);
      } finally {
        fleet.redis.resume();
      }
      await health.untilWell('store', 'broker');
      await until(async () => (await health.ready()).status === 200, { timeoutMs: 20_000 });
      await until(async () => (await workerReady()) === 200, { timeoutMs: 20_000 });
      expect(await fleet.result(await fleet.submit('echo'))).toMatchObject({ status: 'completed' });
    }),
    300_000,
  );

  it.concurrent(
    'falls with a failing duty, and readiness ends once due units are not woken',
    records.takeTurn(async ({ health, redis }) => {
      await until(async () => (await redis.exists('ag06:{p0}:wakeups')) === 0);
      await redis.set('ag06:{p0}:wakeups', 'not a sorted set');
      const late = await health.untilSick('api', 'DUTY_LATE', 60);
      expect(late.reasons[0]?.message).toMatch(/Without success: wake-ups for \d+/);
      await until(async () => (await health.ready()).codes.includes('DUTY_LATE'));
      await redis.del('ag06:{p0}:wakeups');
      await health.untilWell('api');
      expect((await health.ready()).status).toBe(200);
    }),
    300_000,
  );

  it.concurrent(
    'falls while no process looks for lost deliveries',
    records.takeTurn(async ({ health, redis }) => {
      await redis.rename('ag06:{g}:agents', 'ag06:{g}:kept');
      await redis.set('ag06:{g}:agents', 'not a set');
      await health.untilSick('broker', 'STALLED_RECOVERY_LATE');
      await redis.rename('ag06:{g}:kept', 'ag06:{g}:agents');
      await health.untilWell('broker');
    }),
    300_000,
  );

  it.concurrent(
    'falls while dead letters come in',
    records.takeTurn(async ({ health, redis }) => {
      const queue = 'agent.core.echo';
      const letter = { queue, jobId: '1', reason: 'JOB_INVALID', data: null, at: Date.now() - 50_000 };
      for (let n = 0; n < 5; n++)
        await redis.xadd('ag06:{g}:dead-letters', '*', 'letter', JSON.stringify(letter));
      await health.untilSick('queues', 'DEAD_LETTERS_GROWING');
      await health.untilWell('queues');
    }),
    300_000,
  );

  it.concurrent(
    'reports a queue whose worker lives but takes nothing, until it does',
    processes.takeTurn(async ({ fleet, health }) => {
      const [stopped] = fleet.workers;
      stopped?.pause();
      try {
        const runId = await fleet.submit('echo');
        const stuck = await health.untilSick('queues', 'QUEUE_STUCK');
        expect(stuck.reasons[0]?.message).toContain('core.echo (1 waiting)');
        await health.untilSick('workers', 'WORKER_SILENT');
        stopped?.resume();
        expect(await fleet.result(runId)).toMatchObject({ status: 'completed' });
      } finally {
        stopped?.resume();
      }
      await health.untilWell('queues', 'workers');
    }),
    300_000,
  );

  it.concurrent(
    'falls to 0 with the last worker, and names the agents whose work waits',
    processes.takeTurn(async ({ fleet, health }) => {
      await Promise.all(fleet.workers.map((worker) => worker.kill('SIGKILL')));
      const runId = await fleet.submit('echo');
      const none = await health.untilSick('workers', 'WORKERS_NONE', 1);
      expect(none.reasons.map(({ code }) => code)).toContain('WORKERS_NONE');
      await health.untilSick('workers', 'AGENT_UNSERVED');
      const unserved = await health.untilSick('queues', 'QUEUE_UNSERVED');
      expect(unserved.reasons[0]?.message).toContain('core.echo');
      expect(await health.read()).toMatchObject({ status: 'unhealthy', score: 0 });
      expect((await health.ready()).status).toBe(200);
      expect(await runCli(['health'], { cwd, url: fleet.url })).toMatchObject({
        code: 1,
        out: expect.stringMatching(/workers +0 +unhealthy[\s\S]*WORKERS_NONE/),
      });
      await fleet.startWorker();
      expect(await fleet.result(runId)).toMatchObject({ status: 'completed' });
      await health.untilWell('queues', 'workers');
    }),
    300_000,
  );
});
