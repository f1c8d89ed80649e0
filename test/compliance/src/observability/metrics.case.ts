import { type PrometheusServer, startOtlpReceiver, startPrometheus, until } from '@ag06/test-support';
import { afterAll, beforeAll, expect } from '@jest/globals';
import { readLog } from '../fleet/event-facts.ts';
import { componentOf, untilSick, untilWell } from '../fleet/health-facts.ts';
import { type ProofFleet, startProofFleet } from '../fleet/proof-fleet.ts';
import { proveCase } from '../proof/prove-case.ts';

const TIMED = {
  name: 'timed',
  steps: { s: { agent: 'proof.square', with: '${input}' } },
};
const BROKEN = {
  name: 'broken',
  steps: {
    s: { agent: 'proof.unsteady', with: { times: 9 }, retry: { maxAttempts: 2, initialDelay: '5ms' } },
  },
};

let proof: ProofFleet;
let prometheus: PrometheusServer;
beforeAll(async () => {
  proof = await startProofFleet(2);
  await Promise.all([TIMED, BROKEN].map((one) => proof.client.workflows.push(one)));
  prometheus = await startPrometheus({ targetsUrl: `${proof.fleet.url}/v1/targets` });
}, 180_000);
afterAll(async () => {
  await prometheus.stop();
  await proof.stop();
});

/** Until the sum of an expression is what it should be. */
const untilIs = (expression: string, wanted: (value: number) => boolean): Promise<number | undefined> =>
  until(
    async () => {
      const [sample] = await prometheus.query(expression);
      return sample !== undefined && wanted(sample.value) ? sample.value : undefined;
    },
    { timeoutMs: 60_000, everyMs: 250, message: `enough of ${expression}` },
  );

/** Until the sum of an expression is no less than a number, which it then is. */
async function untilCount(expression: string, count: number): Promise<void> {
  expect(await untilIs(expression, (value) => value >= count)).toBe(count);
}

proveCase(
  19,
  'Probes say whether each process lives and is ready; a collector of traces that is dead, or never was, changes neither health nor any result.',
  async () => {
    const receiver = await startOtlpReceiver();
    const watched = await startProofFleet(0, receiver.env);
    try {
      await watched.startWorker('core-agents', receiver.env);
      await watched.client.workflows.push(TIMED);
      await receiver.stop();
      const { url } = watched.fleet;
      for (const probe of ['live', 'ready']) expect((await fetch(`${url}/health/${probe}`)).status).toBe(200);
      const headers = { traceparent: `00-${'ab'.repeat(16)}-${'cd'.repeat(8)}-01` };
      for (let n = 0; n < 5; n++) {
        const runId = await watched.fleet.submit('timed', { n }, headers);
        await watched.client.waitForOutput(runId);
      }
      await untilWell(watched.client, 'store', 'broker', 'queues', 'workers', 'api');
      watched.fleet.redis.pause();
      await until(async () => (await fetch(`${url}/health/ready`)).status === 503, { timeoutMs: 60_000 });
      expect((await fetch(`${url}/health/live`)).status).toBe(200);
      watched.fleet.redis.resume();
      await until(async () => (await fetch(`${url}/health/ready`)).status === 200, { timeoutMs: 60_000 });
    } finally {
      await watched.stop();
    }
  },
  180_000,
);

proveCase(
  20,
  'A real Prometheus finds and scrapes every process by the list of targets, and its counts are those of the runs: accepted, ended by status, attempts by outcome.',
  async () => {
    const { client } = proof;
    await untilIs('sum(up)', (up) => up === 3);
    const runs = await Promise.all([
      ...Array.from({ length: 12 }, (_, n) => client.submit('timed', { n })),
      ...Array.from({ length: 3 }, () => client.submit('broken', null)),
    ]);
    for (const run of runs) await client.wait(run);
    await untilCount('sum(ag06_runs_accepted_total{workflow=~"timed|broken"})', 15);
    await untilCount('sum(ag06_runs_ended_total{workflow="timed",status="completed"})', 12);
    await untilCount('sum(ag06_runs_ended_total{workflow="broken",status="failed"})', 3);
    await untilCount('sum(ag06_attempts_total{agent="proof.unsteady",outcome="error"})', 6);
    await untilCount('sum(ag06_attempts_total{agent="proof.square",outcome="ok"})', 12);
  },
  180_000,
);

proveCase(
  22,
  'Resources are told of every process: memory, CPU, event loop and slots; a worker whose loop a handler blocks is told with the agent that keeps it.',
  async () => {
    const { client } = proof;
    for (const metric of ['process_cpu_time_total', 'nodejs_eventloop_delay_p99', 'ag06_build_info'])
      await untilIs(`count(count by (instance) (${metric}))`, (processes) => processes === 3);
    await untilIs(
      'count(count by (instance) ({__name__=~"process_memory.*|v8js_memory.*"}))',
      (processes) => processes === 3,
    );
    await client.workflows.push({
      name: 'slow',
      steps: { s: { agent: 'proof.square', with: { n: 1, ms: 4_000 } } },
    });
    const runs = await Promise.all(Array.from({ length: 6 }, () => client.submit('slow', null)));
    await untilIs('sum(ag06_slots_in_use{agent="proof.square"})', (used) => used >= 1);
    await until(
      async () => (await client.fleet.workers()).items.some(({ slots }) => (slots?.used ?? 0) > 0),
      {
        timeoutMs: 30_000,
      },
    );
    for (const run of runs) await client.wait(run);
    await client.workflows.push({
      name: 'blocking',
      steps: { s: { agent: 'proof.block', with: { ms: 12_000 } } },
    });
    const blocking = await client.submit('blocking', null);
    const blocked = await until(
      async () =>
        (await client.fleet.workers()).items.find((worker) => worker.blocked !== undefined)?.blocked,
      { timeoutMs: 60_000, message: 'a worker to be told as blocked' },
    );
    expect(JSON.stringify(blocked)).toContain('proof.block');
    await client.wait(blocking);
  },
  180_000,
);

proveCase(
  26,
  'Of twenty steps of 200 ms the log, the step’s attempts, Prometheus’ histogram and the agent’s statistics tell durations that agree: none is less, and none of a part is more than that of the whole.',
  async (measure) => {
    const { client, fleet } = proof;
    const optimizer = await fleet.startOptimizer();
    await client.workflows.push({
      name: 'measured',
      steps: { s: { agent: 'proof.steady', with: { ms: 200 } } },
    });
    const runs = await Promise.all(Array.from({ length: 20 }, () => client.submit('measured', null)));
    let sumMs = 0;
    for (const run of runs) {
      await client.wait(run);
      const [attempt] = (await client.step(run, 's')).attempts;
      const log = await readLog(client, run.runId);
      const at = (type: string) => Date.parse(log.find((event) => event.type === type)?.at ?? '');
      const inLog = at('step.completed') - at('step.started');
      const ms = attempt?.durationMs ?? 0;
      expect(ms).toBeGreaterThanOrEqual(199);
      // The log has the commits around the handler besides.
      expect(inLog).toBeGreaterThanOrEqual(Math.floor(ms) - 1);
      sumMs += ms;
    }
    await untilCount('sum(ag06_step_duration_seconds_count{agent="proof.steady"})', 20);
    const seconds =
      (await untilIs('sum(ag06_step_duration_seconds_sum{agent="proof.steady"})', (sum) => sum > 0)) ?? 0;
    measure(
      'sum of durations, attempts and histogram',
      `${Math.round(sumMs)} and ${Math.round(seconds * 1_000)} ms`,
    );
    // An attempt in the log has the commits around the handler besides.
    expect(seconds * 1_000).toBeGreaterThanOrEqual(20 * 199);
    expect(seconds * 1_000).toBeLessThanOrEqual(sumMs + 20);
    const told = await until(
      async () => {
        const { items } = await client.fleet.agents();
        const figures = items.find(({ name }) => name === 'proof.steady')?.figures;
        return figures?.attempts === 20 ? figures : undefined;
      },
      { timeoutMs: 60_000, message: 'the agent’s statistics to have all steps' },
    );
    const meanMs = told?.windows.at(-1)?.duration.meanMs ?? 0;
    measure(
      'mean of the attempts, and in the agent’s statistics',
      `${(sumMs / 20).toFixed(1)} and ${meanMs.toFixed(1)} ms`,
    );
    // It is told within a hundredth.
    expect(meanMs).toBeGreaterThanOrEqual(0.99 * 199);
    expect(meanMs).toBeLessThanOrEqual((1.01 * sumMs) / 20 + 1);
    await optimizer.kill('SIGTERM');
  },
  180_000,
);

proveCase(
  29,
  'The score of the fleet falls with what is wrong and rises as it is mended: it is less without workers than with them, no more with a silent store besides, and as before when they are back.',
  async (measure) => {
    const { client, fleet } = proof;
    await untilWell(client, 'store', 'workers');
    // The optimizer of another case may have ended a moment ago.
    await until(async () => (await componentOf(client, 'optimizer')).score < 100, { timeoutMs: 60_000 });
    const well = (await client.health()).score;
    await Promise.all([...fleet.workers].map((worker) => worker.kill()));
    await untilSick(client, 'workers');
    await until(async () => (await componentOf(client, 'workers')).score === 0, { timeoutMs: 60_000 });
    const workerless = (await client.health()).score;
    fleet.redis.pause();
    await until(async () => (await componentOf(client, 'store')).score === 0, { timeoutMs: 90_000 });
    const silent = (await client.health()).score;
    fleet.redis.resume();
    await Promise.all([1, 2].map(() => proof.startWorker()));
    await untilWell(client, 'store', 'workers');
    await until(async () => (await client.health()).score >= well, { timeoutMs: 90_000 });
    measure('score: well, without workers, with a silent store', [well, workerless, silent].join(', '));
    expect(workerless).toBeLessThan(well);
    expect(silent).toBeLessThanOrEqual(workerless);
  },
  300_000,
);

proveCase(
  30,
  'The summary of an agent is that of its runs: attempts, outcomes and the share of successes as counted from the logs, by an optimizer that is replaced in between.',
  async () => {
    const { client, fleet } = proof;
    const first = await fleet.startOptimizer();
    await client.workflows.push({
      name: 'summed',
      steps: {
        s: { agent: 'proof.summed', with: '${input}', retry: { maxAttempts: 2, initialDelay: '5ms' } },
      },
    });
    const submit = (times: number) => client.submit('summed', { times });
    const runs = await Promise.all([...Array(9).fill(0), 1, 1, 9].map(submit));
    for (const run of runs) await client.wait(run);
    const figures = async () =>
      (await client.fleet.agents()).items.find(({ name }) => name === 'proof.summed')?.figures ?? undefined;
    // Nine at once, two at the second try, and one that failed twice.
    await until(async () => ((await figures())?.attempts ?? 0) >= 15, { timeoutMs: 60_000 });
    expect((await figures())?.attempts).toBe(15);
    await first.kill();
    await fleet.startOptimizer();
    for (const run of await Promise.all([submit(0), submit(0)])) await client.wait(run);
    await until(async () => (await figures())?.attempts === 17, { timeoutMs: 90_000 });
    const told = await figures();
    expect(told).toMatchObject({ steps: 14, outcomes: { ok: 13, error: 4 }, inflight: 0 });
    expect(told?.successRate).toBeCloseTo(13 / 17, 2);
  },
  240_000,
);
