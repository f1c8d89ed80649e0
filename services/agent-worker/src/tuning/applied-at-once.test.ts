import { agent, Retryable } from '@ag06/agent-kit';
import type { Broker } from '@ag06/broker';
import { toPriorityKey } from '@ag06/contracts';
import { KNOBS, type TuningDocument, type TuningSettings } from '@ag06/contracts/tuning';
import { parseBreakerDocument } from '@ag06/resilience';
import { until } from '@ag06/test-support';
import { afterAll, beforeAll, expect, it, jest } from '@jest/globals';
import { z } from 'zod';
import { one } from '../testing/definitions.ts';
import { WorkerBench } from '../testing/worker-bench.ts';

const NAME = 'x.tuned';
const LIMITED = 'x.limited';
/** Every knob that workers apply: a rate hardly leaves a permit for a second call, so another agent has one. */
const ALL: TuningSettings = {
  concurrency: 2,
  timeoutMs: 400,
  maxAttempts: 2,
  backoffMs: 86_400_000,
  hedgeAfterMs: 60,
  breakerThreshold: 0.3,
  breakerOpenMs: 600_000,
  ageingMs: 3_600_000,
  ratePerSec: null,
};
const RATE_PER_SEC = 20;

let bench: WorkerBench;
beforeAll(async () => {
  bench = await WorkerBench.start();
});
afterAll(() => bench.stop());

const pass = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** Calls of both agents. Each does as its input says. */
const calls = { running: 0, most: 0, hung: 0, flaky: 0, startedAt: [] as number[] };
const ACTS: Readonly<Record<string, () => Promise<unknown>>> = {
  work: async () => {
    calls.most = Math.max(calls.most, ++calls.running);
    await pass(20);
    calls.running--;
  },
  hang: () => new Promise(() => {}),
  'hang-once': async () => (++calls.hung === 1 ? new Promise(() => {}) : null),
  'fail-each-second': async () => {
    if (++calls.flaky % 2 === 0) throw new Retryable('no');
  },
  refuse: async () => {
    throw new Retryable('busy', { retryAfterMs: 1 });
  },
  begin: async () => void calls.startedAt.push(performance.now()),
};
const acting = (name: string) =>
  agent({
    name,
    input: z.string(),
    idempotent: true,
    handler: (act) => ACTS[act]?.() ?? Promise.reject(new Error(`There is no ${act}.`)),
  });

async function publish(agentName: string, settings: TuningSettings): Promise<void> {
  const document: TuningDocument = {
    version: 1,
    settings,
    static: {},
    publishedAt: Date.now(),
    by: 'test',
    fence: 0,
    reason: 'TEST',
  };
  expect(await bench.store.shared.swap('tuning', agentName, 0, JSON.stringify(document))).toBe(true);
}

/** Each step has a breaker of its own, so that none of them is in the way of another. */
const submit = (act: string, name = NAME, more: Parameters<typeof one>[1] = {}) =>
  bench.submit(one(name, { with: act, dependency: act, ...more }), 'low');
const submitAll = (act: string, count: number, name = NAME) =>
  Promise.all(Array.from({ length: count }, () => submit(act, name)));
const end = async (runIds: readonly string[]) => {
  for (const runId of runIds) expect(await bench.ended(runId)).toMatchObject({ status: 'completed' });
};

/** What the worker has put on queues for a run. */
const sentOf = (enqueue: jest.SpiedFunction<Broker['enqueue']>, runId: string) =>
  enqueue.mock.calls.flatMap(([activations]) => activations.filter((one) => one.runId === runId));

it('a running worker that is told all settings at once has every one of them in force', async () => {
  expect(KNOBS.filter((knob) => !(knob in ALL))).toEqual(['replicas']);
  const { worker, broker } = bench.createWorker([acting(NAME), acting(LIMITED)], { concurrency: 8 });
  const enqueue = jest.spyOn(broker, 'enqueue');
  await worker.start();
  await end(await submitAll('work', 1));
  await Promise.all([publish(NAME, ALL), publish(LIMITED, { ...ALL, ratePerSec: RATE_PER_SEC })]);
  const isEchoed = async () => {
    const [found] = await bench.store.fleet.listWorkers(60_000);
    return [NAME, LIMITED].every((name) => found?.configVersion?.[name] === 1);
  };
  await until(isEchoed, { message: 'the worker to say that it has both versions in force' });

  await end(await submitAll('work', 12));
  expect(calls.most).toBe(ALL.concurrency);

  await end([await submit('hang-once')]);
  expect(calls.hung).toBe(2);

  const refused = await submit('refuse');
  expect(await bench.ended(refused)).toMatchObject({ status: 'failed' });
  expect(await bench.starts(refused)).toEqual(['s 1', 's 2']);

  const hung = await submit('hang');
  const sent = await until(() => sentOf(enqueue, hung)[0], { message: 'the second attempt to be sent' });
  const [retrying] = await bench.events(hung, 'step.retrying');
  expect(retrying).toMatchObject({ attempt: 1, error: { message: expect.stringContaining('of 400 ms') } });
  // Between nothing and a day, by lot; without the setting it is a second at most.
  expect(sent?.delayMs).toBeGreaterThan(1_000);
  const { createdAt = 0 } = (await bench.store.runs.loadRun(hung)) ?? {};
  const epoch = await bench.store.fleet.loadEpoch();
  expect(sent?.priorityKey).toBe(toPriorityKey(createdAt, 'low', epoch, ALL.ageingMs));
  await bench.cancel(hung);

  const retry = { maxAttempts: 1 };
  for (let run = 0; run < 8; run++) await bench.ended(await submit('fail-each-second', NAME, { retry }));
  const findBreaker = async () => {
    const found = await bench.store.shared.load('breaker', 'fail-each-second');
    const breaker = found && parseBreakerDocument(found.text);
    return breaker?.state.is === 'open' ? { ...breaker, state: breaker.state } : undefined;
  };
  const breaker = await until(findBreaker, { message: 'the breaker to open' });
  expect(breaker?.transitions.at(-1)).toMatchObject({ to: 'open', why: 'failure-rate' });
  expect(breaker?.settings).toMatchObject({ failureRate: { threshold: ALL.breakerThreshold } });
  expect((breaker?.state.until ?? 0) - (breaker?.state.since ?? 0)).toBe(ALL.breakerOpenMs);

  await end(await submitAll('begin', 31, LIMITED));
  const [first = 0, last = 0] = [calls.startedAt[0], calls.startedAt.at(-1)];
  // Thirty permits come after the first one. On a busy machine that one may be used late; without a rate it is a moment.
  expect(last - first).toBeGreaterThan((30 * 1_000) / RATE_PER_SEC / 3);
}, 60_000);
