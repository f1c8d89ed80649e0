import type { ExperimentPlan, ExperimentView } from '@ag06/client';
import { type Arm, assignRun } from '@ag06/contracts/tuning';
import { until } from '@ag06/test-support';
import { expect } from '@jest/globals';
import { readLog } from '../fleet/event-facts.ts';
import { proveCase } from '../proof/prove-case.ts';
import { untilInForce, useTunedFleet } from './use-tuned-fleet.ts';

const WORKERS = 3;
const { proof, client, service, startWorker, leader } = useTunedFleet({
  workers: WORKERS,
  optimizers: 2,
  answerMs: 20,
});

/** A and B touch only the runs that have them, and differ in nothing that a healthy service shows. */
const ARMS: ExperimentPlan['arms'] = [
  { timeoutMs: 50_000, maxAttempts: 1 },
  { timeoutMs: 40_000, maxAttempts: 1 },
];
const planOf = (agent: string, more: Partial<ExperimentPlan> = {}): ExperimentPlan => ({
  agent,
  arms: ARMS,
  assignment: 'run',
  metric: 'success',
  ...more,
});

/** Submits so many runs of one call. Resolves with their ids when all have ended. */
async function run(agent: string, count: number, plan = '200'): Promise<readonly string[]> {
  const name = agent.replaceAll('.', '-');
  await client().workflows.push({ name, steps: { s: { agent, with: '${input}' } } });
  const { url } = service();
  const items = Array.from({ length: count }, (_, n) => ({ input: { url, plan, n } }));
  const results = await client().submitBatch(name, items);
  const ids = results.map((result) => {
    if ('error' in result) throw result.error;
    return result.runId;
  });
  for (const id of ids) await client().wait(id);
  return ids;
}

/** What the log of a run says of its arms, attempt by attempt. */
async function readArms(runId: string): Promise<readonly { experiment: string; arm: Arm }[]> {
  const log = await readLog(client(), runId);
  return log.flatMap((event) =>
    event.type === 'custom' && event.name === 'experiment.arm'
      ? [event.data as { experiment: string; arm: Arm }]
      : [],
  );
}

/** Until each worker takes part in an experiment: a run that it did has an arm. */
async function untilAllTakePart(agent: string): Promise<void> {
  const parts = new Set<number>();
  await until(
    async () => {
      const ids = await run(agent, 12);
      for (const id of ids)
        if ((await readArms(id)).length > 0)
          parts.add(service().calls.find((call) => call.run === id)?.pid ?? 0);
      return proof().fleet.workers.every(({ pid }) => parts.has(pid));
    },
    { timeoutMs: 60_000, message: 'all workers to take part' },
  );
}

proveCase(
  52,
  'An experiment is created over HTTP once for its key, shown and listed; nine that cannot be are refused with code, path and what was expected, and leave nothing behind; a second one on the agent is refused with the way out, which frees it.',
  async () => {
    const agent = 'tuned.created';
    const { fleet } = proof();
    const [a, b] = ARMS;
    await client().tuning.setPolicy(agent, { bounds: { timeoutMs: { min: 100, max: 60_000 } } });
    const wrong: readonly [more: object, path: string][] = [
      [{ arms: [a, a] }, 'arms'],
      [{ arms: [a] }, 'arms'],
      [{ arms: [a, { timeoutMs: 90_000 }] }, 'arms.1.timeoutMs'],
      [{ arms: [a, { timeoutMs: 'long' }] }, 'arms.1.timeoutMs'],
      [{ arms: [{ concurrency: 4 }, b] }, 'arms.0.concurrency'],
      [{ arms: [a, { speed: 4 }] }, 'arms.1.speed'],
      [{ metric: 'throughput' }, 'metric'],
      [{ alpha: 0.9 }, 'alpha'],
      [{ assignment: 'coin' }, 'assignment'],
    ];
    for (const [more, path] of wrong) {
      const { status, body } = await fleet.call('POST', '/v1/experiments', { ...planOf(agent), ...more });
      expect({ more, status, code: body.code }).toEqual({ more, status: 422, code: 'EXPERIMENT_INVALID' });
      const [error] = body.errors as { path: string; expected: string }[];
      expect({ more, path: error?.path }).toEqual({ more, path });
      expect(error?.expected).not.toBe('');
    }
    await expect(client().experiments.start(planOf('tuned.nobody'))).rejects.toMatchObject({
      code: 'AGENT_UNKNOWN',
    });
    expect((await client().experiments.list(agent)).items).toEqual([]);
    const key = 'case 52';
    const begun = await client().experiments.start(planOf(agent), { key });
    expect(begun).toMatchObject({
      agent,
      arms: ARMS,
      assignment: 'run',
      metric: 'success',
      alpha: 0.02,
      status: 'running',
      paused: null,
      ended: null,
      promoted: null,
      by: 'operator',
    });
    expect((await client().experiments.start(planOf(agent), { key })).id).toBe(begun.id);
    await expect(client().experiments.start(planOf(agent, { alpha: 0.05 }), { key })).rejects.toMatchObject({
      code: 'KEY_REUSED',
    });
    const other = client().experiments.start(planOf(agent));
    await expect(other).rejects.toMatchObject({ code: 'EXPERIMENT_RUNNING', status: 409 });
    await expect(other).rejects.toThrow(`POST /v1/experiments/${begun.id}/stop`);
    expect((await client().experiments.list(agent)).items.map(({ id }) => id)).toEqual([begun.id]);
    await client().experiments.stop(begun.id, { reason: 'case 52' });
    expect(await client().experiments.show(begun.id)).toMatchObject({
      status: 'stopped',
      ended: { winner: null },
    });
    const next = await client().experiments.start(planOf(agent));
    await client().experiments.stop(next.id);
  },
  180_000,
);

proveCase(
  53,
  'The arm of a run is a function of experiment and run alone: 300 runs on three workers, one of which is killed amid them, have in their logs the arm that anybody can compute, every attempt the same; about half have each; another experiment parts the same runs otherwise.',
  async (measure) => {
    const agent = 'tuned.assigned';
    const { id } = await client().experiments.start(
      planOf(agent, { arms: [{ maxAttempts: 2 }, { maxAttempts: 3 }] }),
    );
    await untilAllTakePart(agent);
    const from = service().calls.length;
    const running = run(agent, 300, '503,200');
    await until(() => service().calls.length >= from + 60, { timeoutMs: 60_000 });
    await proof().fleet.workers[0]?.kill('SIGKILL');
    const ids = await running.finally(startWorker);
    const counts = { a: 0, b: 0 };
    let attempts = 0;
    for (const runId of ids) {
      const arm = assignRun(id, runId);
      const told = await readArms(runId);
      // An attempt of the killed worker may have told nothing.
      expect(told.length).toBeGreaterThanOrEqual(1);
      expect(told).toEqual(told.map(() => ({ experiment: id, arm })));
      counts[arm]++;
      attempts += told.length;
    }
    const otherwise = ids.filter(
      (runId) => assignRun('x-0000000000000000', runId) !== assignRun(id, runId),
    ).length;
    measure('runs with A and with B', `${counts.a} and ${counts.b}`);
    measure('attempts that told their arm', attempts);
    measure('runs with another arm in another experiment', otherwise);
    // Five standard deviations of 300 tosses are 43.
    for (const count of [counts.a, counts.b, otherwise]) expect(Math.abs(count - 150)).toBeLessThan(44);
    await client().experiments.stop(id);
  },
  240_000,
);

const BOTH: readonly Arm[] = ['a', 'b'];
const meanOf = (values: readonly number[]) => values.reduce((sum, one) => sum + one, 0) / values.length;

proveCase(
  54,
  'Results are recorded exactly once for each run, to its arm, though they are sent twice and the leading optimizer is killed by SIGKILL; steps and failures are those of the service; p only falls from look to look; the better arm is decided and, by a person’s word, in force.',
  async (measure) => {
    const agent = 'tuned.tried';
    const { id } = await client().experiments.start(planOf(agent, { metric: 'recorded' }));
    await untilAllTakePart(agent);
    const values = new Map<string, number>();
    const looks: ExperimentView[] = [];
    const look = async () => {
      const view = await client().experiments.show(id);
      looks.push(view);
      return view;
    };
    const record = async (runIds: readonly string[]) => {
      const results = runIds.map((runId, i) => ({
        runId,
        value: (i % 7) / 7 + (assignRun(id, runId) === 'b' ? 0.3 : 0),
      }));
      for (const { runId, value } of results) values.set(runId, value);
      expect(await client().experiments.record(id, { results })).toMatchObject({
        recorded: results.length,
        known: 0,
      });
      expect(await client().experiments.record(id, { results })).toMatchObject({
        recorded: 0,
        known: results.length,
      });
    };
    const ofArm = (arm: Arm) => [...values.keys()].filter((runId) => assignRun(id, runId) === arm);
    const untilRecorded = () =>
      until(
        async () => {
          const { result } = await look();
          return BOTH.every((arm) => result?.[arm].results === ofArm(arm).length) ? result : null;
        },
        { timeoutMs: 90_000, everyMs: 100, message: 'all results to be counted' },
      );
    await record([...(await run(agent, 100)), ...(await run(agent, 20, '503'))]);
    const even = await untilRecorded();
    const first = await leader();
    await first.process.kill('SIGKILL');
    await proof().fleet.startOptimizer();
    await record(await run(agent, 40));
    await leader(first.fence);
    const told = await untilRecorded();
    for (const arm of BOTH)
      expect(told?.[arm].mean).toBeCloseTo(meanOf(ofArm(arm).map((one) => values.get(one) ?? 0)), 9);
    // Steps are counted of all runs that had an arm, also of those that were to find that all workers take part.
    const armed = new Map<string, Arm>();
    for (const { run: runId } of service().callsOf(agent)) {
      const [arm] = await readArms(runId);
      if (arm !== undefined) armed.set(runId, arm.arm);
    }
    const stepsOf = (arm: Arm, isMeant: (runId: string) => boolean) =>
      [...armed].filter(([runId, of]) => of === arm && isMeant(runId)).length;
    const failed = new Set(
      service()
        .callsOf(agent)
        .flatMap(({ run: runId, end }) => (end === 503 ? [runId] : [])),
    );
    await until(
      async () => {
        const { result } = await look();
        for (const arm of BOTH)
          expect(result?.[arm]).toMatchObject({
            steps: stepsOf(arm, () => true),
            failed: stepsOf(arm, (one) => failed.has(one)),
          });
        return true;
      },
      { timeoutMs: 60_000, everyMs: 200, message: 'all steps to be counted' },
    );
    expect(even?.better).toBeNull();
    measure('runs, and results of A and B', `${values.size}, ${told?.a.results} and ${told?.b.results}`);
    const isOver = async () => (await look()).status !== 'running';
    for (let round = 0; round < 8 && !(await isOver()); round++) {
      const ids = await run(agent, 200);
      if (await isOver()) break;
      await record(ids);
      await until(
        async () => (await isOver()) || (looks.at(-1)?.result?.a.results ?? 0) >= ofArm('a').length,
        { timeoutMs: 60_000, everyMs: 100 },
      );
    }
    const decided = await client().experiments.show(id);
    expect(decided).toMatchObject({ status: 'decided', ended: { winner: 'b' }, result: { better: 'b' } });
    const ps = looks.flatMap(({ result }) => (result === null ? [] : [result]));
    for (const [i, { p, batch }] of ps.entries())
      if (batch === ps[i - 1]?.batch) expect(p).toBeLessThanOrEqual(ps[i - 1]?.p ?? 1);
    measure('looks, first and last p', `${ps.length}, ${ps[0]?.p} and ${decided.result?.p.toPrecision(2)}`);
    const promoted = await client().experiments.promote(id, 'case 54');
    const { published } = await client().tuning.show(agent);
    expect(published).toMatchObject({
      version: promoted.promoted?.version,
      settings: ARMS[1],
      by: 'operator',
    });
    await untilInForce(client(), agent, published?.version ?? 0, WORKERS);
    await expect(
      client().experiments.record(id, { results: [{ runId: [...values.keys()][0] ?? '', value: 1 }] }),
    ).rejects.toMatchObject({ code: 'EXPERIMENT_OVER' });
  },
  420_000,
);
