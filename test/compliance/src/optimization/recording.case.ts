import type { AgentTuningView } from '@ag06/client';
import { decodeSampleBatch, type Sample, SETTING_NAMES } from '@ag06/contracts/tuning';
import { until } from '@ag06/test-support';
import { toFeatures } from '@ag06/tuning';
import { expect } from '@jest/globals';
import { Redis } from 'ioredis';
import type { MeteredCall } from '../fleet/metered-service.ts';
import { sumOf } from '../fleet/metric-facts.ts';
import { proveCase } from '../proof/prove-case.ts';
import { untilCounted, untilInForce, untilTuning, useTunedFleet } from './use-tuned-fleet.ts';

const WORKERS = 3;
const { proof, client, service, leader } = useTunedFleet({ workers: WORKERS, optimizers: 2, answerMs: 100 });

const PRIORITIES = ['critical', 'high', 'normal', 'low', 'bulk'] as const;
type Priority = (typeof PRIORITIES)[number];
/** By how many characters an input is larger, and the bucket of its size then: up to 512 B, 4 KiB, 32 KiB, 256 KiB. */
const SIZES = [
  { pad: 100, bucket: 1 },
  { pad: 1_000, bucket: 2 },
  { pad: 10_000, bucket: 3 },
  { pad: 100_000, bucket: 4 },
] as const;
/** Samples are named so in the telemetry. */
const OUTCOMES = { 200: 'ok', 429: '429', 503: 'error', hold: 'timeout' } as const;

interface Order {
  readonly plan: string;
  readonly pad?: number;
  readonly priority?: Priority;
}

/** Runs a step of an agent for each order, to its end. Resolves with the ids of the runs. */
async function run(agent: string, orders: readonly Order[], step: object = {}): Promise<readonly string[]> {
  const name = agent.replaceAll('.', '-');
  const retry = { maxAttempts: 3, initialDelay: '5ms', jitter: 'none' };
  await client().workflows.push({ name, steps: { s: { agent, with: '${input}', retry, ...step } } });
  const { url } = service();
  const runs = await Promise.all(
    orders.map(({ plan, pad = 0, priority = 'normal' }, n) =>
      client().submit(name, { url, plan, n, pad: 'x'.repeat(pad) }, { priority }),
    ),
  );
  for (const one of runs) await client().wait(one);
  return runs.map(({ runId }) => runId);
}

/** Publishes settings by hand; resolves with their version when all workers have them in force. */
async function publish(agent: string, backoffMs: number): Promise<number> {
  const { version } = await client().tuning.set(agent, { settings: { backoffMs } });
  await untilInForce(client(), agent, version, WORKERS);
  return version;
}

/** How many there are of each name. */
function countBy<T>(items: readonly T[], nameOf: (item: T) => string | number): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const item of items) counts[nameOf(item)] = (counts[nameOf(item)] ?? 0) + 1;
  return counts;
}

proveCase(
  47,
  'The figures of 3 workers’ attempts are those that the called service has counted: successes, failures, refusals, time-outs and steps, each once, though the leading optimizer is killed by SIGKILL amid them; durations are those that the workers have measured, between those of the service and of the logs.',
  async (measure) => {
    const agent = 'tuned.recorded';
    const first = await leader();
    const orders = [
      ...Array<Order>(60).fill({ plan: '200' }),
      ...Array<Order>(12).fill({ plan: '503,200' }),
      ...Array<Order>(4).fill({ plan: '503' }),
      ...Array<Order>(5).fill({ plan: '429,200' }),
    ];
    const running = run(agent, orders);
    await until(() => service().callsOf(agent).length >= 20, { timeoutMs: 60_000 });
    await first.process.kill('SIGKILL');
    await proof().fleet.startOptimizer();
    const runs = [...(await running)];
    runs.push(
      ...(await run(agent, Array<Order>(3).fill({ plan: 'hold' }), {
        timeout: '3s',
        retry: { maxAttempts: 2, initialDelay: '5ms' },
      })),
    );
    const calls = service().callsOf(agent);
    const told = await untilCounted(client(), agent, calls.length);
    const next = await leader(first.fence);
    expect(next.id).not.toBe(first.id);
    const ends = countBy(calls, ({ end }) => OUTCOMES[end]);
    expect(ends).toEqual({ ok: 77, error: 24, '429': 5, timeout: 6 });
    expect(told).toMatchObject({
      attempts: 112,
      steps: runs.length,
      inflight: 0,
      outcomes: { ...ends, cancelled: 0, oom: 0 },
    });
    expect(told?.successRate).toBeCloseTo(77 / 112, 9);
    expect((await client().tuning.get()).figures).toMatchObject({ dropped: 0, unreadable: 0 });
    const attempts = (await Promise.all(runs.map((id) => client().step(id, 's')))).flatMap(
      (step) => step.attempts,
    );
    expect(attempts).toHaveLength(calls.length);
    const meanOf = (values: readonly number[]) => values.reduce((sum, one) => sum + one, 0) / values.length;
    const byService = meanOf(calls.map(({ ms }) => ms));
    const byLog = meanOf(attempts.map(({ durationMs = Number.NaN }) => durationMs));
    const byOptimizer = told?.windows.find(({ minutes }) => minutes === 60)?.duration.meanMs ?? Number.NaN;
    const ofWorkers = (what: string) =>
      sumOf(proof().fleet.url, `ag06_step_duration_seconds_${what}`, { agent });
    const byWorkers = (1_000 * (await ofWorkers('sum'))) / (await ofWorkers('count'));
    measure('attempts, by optimizer and service', `${told?.attempts} and ${calls.length}`);
    measure(
      'mean duration, by service, optimizer, workers and logs',
      [byService, byOptimizer, byWorkers, byLog].map((ms) => `${ms.toFixed(1)} ms`).join(', '),
    );
    expect(byOptimizer / byWorkers).toBeCloseTo(1, 2);
    // A handler waits for the service, and the log tells of the commits around it as well.
    expect(byOptimizer / byService).toBeGreaterThan(0.99);
    expect(byOptimizer / byLog).toBeLessThan(1.01);
  },
  240_000,
);

/** Reads what the workers have reported, and the optimizers have not dropped yet. */
async function readSamples(redis: Redis, agent: string): Promise<readonly Sample[]> {
  const entries = await redis.xrange('ag06:{g}:samples', '-', '+');
  const batches = entries.map(([, fields]) => decodeSampleBatch(fields[1] ?? ''));
  expect(batches).not.toContain(undefined);
  return batches.flatMap((batch) => batch?.samples ?? []).filter((sample) => sample.agent === agent);
}

proveCase(
  49,
  'Each attempt is reported with what decides about it: bucket of the input’s size, priority, version of the settings in force, number, outcome, wait, duration and load of its worker, for 60 attempts as the service and the order know them; the numbers of a context follow from them.',
  async (measure) => {
    const agent = 'tuned.featured';
    // Only the leader drops samples, after it has kept what they say: nobody leads now.
    for (const one of proof().fleet.optimizers) one.pause();
    const redis = new Redis(proof().fleet.redis.url);
    try {
      const orders = PRIORITIES.flatMap((priority) =>
        SIZES.map(({ pad }) => ({ plan: '503,200', pad, priority })),
      );
      const older = await publish(agent, 5);
      const runs = await run(agent, orders);
      const newer = await publish(agent, 6);
      const later = await run(agent, orders.slice(0, 10));
      const calls = service().callsOf(agent);
      const samples = await until(
        async () => {
          const read = await readSamples(redis, agent);
          return read.length >= calls.length ? read : undefined;
        },
        { timeoutMs: 60_000, message: 'all samples to be reported' },
      );
      expect(samples).toHaveLength(calls.length);
      const ofRun = new Map([
        ...runs.map((id, i) => [id, { ...orders[i], version: older }] as const),
        ...later.map((id, i) => [id, { ...orders[i], version: newer }] as const),
      ]);
      const { items: workers } = await client().fleet.workers();
      const pids = new Map(workers.map(({ id, pid }) => [id, pid]));
      for (const sample of samples ?? []) {
        const call = calls.find(({ run: id, attempt }) => id === sample.runId && attempt === sample.attempt);
        const order = ofRun.get(sample.runId);
        expect(sample).toMatchObject({
          step: 's',
          hedge: false,
          priority: order?.priority,
          sizeBucket: SIZES.find(({ pad }) => pad === order?.pad)?.bucket,
          configVersion: order?.version,
          outcome: sample.attempt === 1 ? 'error' : 'ok',
        });
        expect(pids.get(sample.worker)).toBe(call?.pid);
        expect(sample.durMs).toBeGreaterThanOrEqual(Math.floor(call?.ms ?? Number.NaN));
        expect(sample.inflightAtStart).toBeGreaterThanOrEqual(1);
      }
      const features = toFeatures({
        t: 21_600,
        inflight: 9,
        samples: (samples ?? []).map(({ sizeBucket: size, runId: jobId, t, ...rest }) => ({
          ...rest,
          t: t / 1_000,
          jobId,
          size,
        })),
      });
      const sizes = (samples ?? []).map(({ sizeBucket }) => sizeBucket);
      measure('attempts, and numbers of a context', `${calls.length} and ${features.length}`);
      expect(features[1]).toBeCloseTo(Math.log(10), 9);
      expect(features[4]).toBeCloseTo(sizes.reduce((sum, one) => sum + one, 0) / sizes.length, 9);
      expect(features[7]).toBeCloseTo(0.5, 9);
    } finally {
      for (const one of proof().fleet.optimizers) one.resume();
      redis.disconnect();
    }
  },
  240_000,
);

type Rows = readonly (readonly [name: string, counts: readonly number[]])[];
/** Of successes and failures, in the places of a row. */
const AT = { ok: 0, error: 1 } as const;

const toRow = (calls: readonly MeteredCall[]): Record<keyof typeof AT, number> => ({
  ok: calls.filter(({ end }) => end === 200).length,
  error: calls.filter(({ end }) => end === 503).length,
});
const fromRow = (counts: readonly number[] = []) => ({ ok: counts[AT.ok], error: counts[AT.error] });

proveCase(
  57,
  'What was learned tells successes and failures by version of the settings, size of the input and priority, each equal to what the service has counted, and goes on so under the next leader.',
  async (measure) => {
    const agent = 'tuned.counted';
    await client().tuning.setPolicy(agent, { lock: [...SETTING_NAMES] });
    const orders = PRIORITIES.slice(0, 4).flatMap((priority) =>
      SIZES.flatMap(({ pad }) => [
        { plan: '200', pad, priority },
        { plan: '503,503,200', pad, priority },
      ]),
    );
    const begins: number[] = [];
    const priorities = new Map<string, Priority>();
    const work = async (backoffMs: number, wanted: readonly (Order & { priority: Priority })[]) => {
      // A first attempt makes the leader look at the agent.
      await run(agent, [{ plan: '200', priority: 'bulk' }]);
      await untilCounted(client(), agent, service().callsOf(agent).length);
      await publish(agent, backoffMs);
      const isSeen = ({ state }: AgentTuningView) => state?.static.backoffMs === backoffMs;
      await untilTuning(client(), agent, isSeen, 'settings to be seen');
      begins.push(service().callsOf(agent).length);
      const runs = await run(agent, wanted);
      for (const [i, id] of runs.entries()) priorities.set(id, wanted[i]?.priority ?? 'normal');
      await untilCounted(client(), agent, service().callsOf(agent).length);
    };
    await work(5, orders);
    const first = await leader();
    await first.process.kill('SIGTERM');
    await leader(first.fence);
    await work(6, orders.slice(0, 12));
    const last = await leader(first.fence);
    await last.process.kill('SIGTERM');
    const { model } = await client().tuning.exportModel(agent);
    const { counts } = model.learning as { counts: { byVersion: Rows; bySize: Rows; byPriority: Rows } };
    const all = service().callsOf(agent);
    const sets = begins.map((begin, i) => all.slice(begin, begins[i + 1]));
    measure('attempts of two versions', sets.map(({ length }) => length).join(' and '));
    expect(counts.byVersion.slice(-2).map(([, row]) => fromRow(row))).toEqual(sets.map(toRow));
    for (const priority of PRIORITIES.slice(0, 4)) {
      const own = all.filter(({ run: id }) => priorities.get(id) === priority);
      const [, row] = counts.byPriority.find(([name]) => name === priority) ?? [];
      expect({ priority, ...fromRow(row) }).toEqual({ priority, ...toRow(own) });
    }
    for (const { pad, bucket } of SIZES) {
      const own = all.filter((call) => call.pad === pad);
      const [, row] = counts.bySize.find(([name]) => name === String(bucket)) ?? [];
      expect({ bucket, ...fromRow(row) }).toEqual({ bucket, ...toRow(own) });
    }
    measure('successes and failures', `${toRow(all).ok} and ${toRow(all).error}`);
  },
  240_000,
);
