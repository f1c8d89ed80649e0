import { agent, coreAgents } from '@ag06/agent-kit';
import { type Json, LIMITS, UNKNOWN_VERSION_DELIVERIES_MAX } from '@ag06/contracts';
import { until } from '@ag06/test-support';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { pino } from 'pino';
import { z } from 'zod';
import { CHAIN, DIAMOND, echo, one, step } from './testing/definitions.ts';
import { createHeldAgent } from './testing/held-agent.ts';
import { WorkerBench } from './testing/worker-bench.ts';

let bench: WorkerBench;
beforeEach(async () => {
  bench = await WorkerBench.start();
});
afterEach(() => bench.stop());

describe('a worker', () => {
  it('executes a chain of steps in one job', async () => {
    await bench.startWorker();
    const runId = await bench.submit(CHAIN);
    expect(await bench.ended(runId)).toMatchObject({ status: 'completed' });
    expect(await bench.starts(runId)).toEqual(['a 1', 'b 1', 'c 1']);
    expect(await bench.events(runId, 'step.scheduled')).toMatchObject([{ step: 'a' }]);
  });

  it.each([1, 10])(
    'completes many diamonds, each joined once, beside another one, with %i slots',
    async (concurrency) => {
      await Promise.all([1, 2].map(() => bench.startWorker(coreAgents, { concurrency })));
      const runIds = await Promise.all(Array.from({ length: 20 }, () => bench.submit(DIAMOND)));
      for (const runId of runIds) {
        expect(await bench.ended(runId)).toMatchObject({ status: 'completed' });
        expect((await bench.starts(runId)).toSorted()).toEqual(['a 1', 'b 1', 'c 1', 'd 1']);
      }
    },
  );

  it('whose store fills while it starts says what to do, and starts when there is room', async () => {
    const lines: string[] = [];
    const log = pino({ level: 'warn' }, { write: (line: string) => void lines.push(line) });
    const { worker } = bench.createWorker(coreAgents, { log });
    // What is read before a write is there: its own record is what has no room.
    await bench.store.fleet.loadEpoch();
    await bench.redis.config('SET', 'maxmemory', '1');
    const started = worker.start();
    await until(() => lines.some((line) => /"code":"STORE_FULL".*raise maxmemory/.test(line)));
    await bench.redis.config('SET', 'maxmemory', '0');
    await started;
    expect(await bench.ended(await bench.submit(CHAIN))).toMatchObject({ status: 'completed' });
  });

  it('leaves steps of other agents to the workers that serve them', async () => {
    const other = agent({ name: 'x.other', input: z.unknown(), handler: () => 'there' });
    const runId = await bench.submit({ name: 'two', steps: { a: echo(), b: step('x.other', ['a']) } });
    await bench.startWorker();
    await until(async () => (await bench.broker.countJobs(['x.other'])).get('x.other')?.waiting === 1);
    expect(await bench.starts(runId)).toEqual(['a 1']);
    await bench.startWorker([other]);
    expect(await bench.ended(runId)).toMatchObject({ status: 'completed', output: { b: 'there' } });
  });

  it.each([
    ['critical', 'yields to a more urgent run'],
    ['bulk', 'goes on before a less urgent run'],
  ] as const)('asked by a %s run, %s', async (priority, _) => {
    const held = createHeldAgent('x.held');
    const { broker } = await bench.startWorker([held.agent], { concurrency: 1 });
    const peek = jest.spyOn(broker, 'peek');
    const begun = await bench.submit({ name: 'two', steps: { a: step('x.held'), b: step('x.held', ['a']) } });
    const first = await held.call(1);
    const other = await bench.submit(one('x.held'), priority);
    const samples = peek.mock.results.length;
    // The sample after the next was certainly taken when the other run waited.
    await until(() => peek.mock.results.length >= samples + 2);
    first.end(1);
    const second = await held.call(2);
    expect(second.context.runId).toBe(priority === 'critical' ? other : begun);
    second.end(2);
    (await held.call(3)).end(3);
    await Promise.all([bench.ended(begun), bench.ended(other)]);
  });

  it('retries by a delayed job', async () => {
    await bench.startWorker();
    const retry = { initialDelay: 400, jitter: 'none' };
    const runId = await bench.submit(one('core.fail', { with: { times: 1 }, retry }));
    await until(async () => (await bench.broker.countJobs(['core.fail'])).get('core.fail')?.delayed === 1);
    expect(await bench.ended(runId)).toMatchObject({ status: 'completed', output: { s: { attempt: 2 } } });
    const [failed] = await bench.events(runId, 'step.retrying');
    const [, again] = await bench.events(runId, 'step.started');
    expect((again?.at ?? 0) - (failed?.at ?? 0)).toBeGreaterThanOrEqual(400);
  });

  it('tells a handler that its run was cancelled', async () => {
    const held = createHeldAgent('x.held');
    await bench.startWorker([held.agent]);
    const runId = await bench.submit(one('x.held'));
    const { signal } = (await held.call(1)).context;
    await bench.cancel(runId);
    await until(() => signal.aborted);
    expect(await bench.ended(runId)).toMatchObject({ status: 'cancelled' });
  });

  it('joins a job that comes back to it while its handler runs', async () => {
    const held = createHeldAgent('x.held');
    await bench.startWorker([held.agent]);
    const runId = await bench.submit(one('x.held'));
    const call = await held.call(1);
    const tokenOf = async () => (await bench.store.runs.loadRun(runId))?.units.get('s')?.token ?? 0;
    const token = await tokenOf();
    await bench.redis.del(`bull:agent.x.held:${runId}.s.d1:lock`);
    await until(async () => {
      await bench.broker.recoverStalled(['x.held']);
      return (await tokenOf()) > token;
    });
    call.end('once');
    expect(await bench.ended(runId)).toMatchObject({ status: 'completed', output: { s: 'once' } });
    expect(held.calls).toHaveLength(1);
    expect(await bench.starts(runId)).toEqual(['s 1']);
    expect((await bench.events(runId)).map(({ type }) => type)).not.toContain('step.redelivered');
  });
});

describe('a worker that stops', () => {
  it('hands a running step to another one, as the same attempt and without a loss', async () => {
    const held = createHeldAgent('x.held');
    const { worker } = await bench.startWorker([held.agent]);
    const runId = await bench.submit(one('x.held'));
    const first = await held.call(1);
    await bench.startWorker([held.agent]);
    await worker.stop(50);
    expect(first.context.signal.aborted).toBe(true);
    (await held.call(2)).end('by the other');
    expect(await bench.ended(runId)).toMatchObject({ output: { s: 'by the other' } });
    expect(await bench.events(runId, 'step.redelivered')).toMatchObject([{ attempt: 1, lost: 0 }]);
    expect(await bench.starts(runId)).toEqual(['s 1', 's 1']);
  });

  it('waits for what ends in time, and is no longer known then', async () => {
    const held = createHeldAgent('x.held');
    const { worker } = await bench.startWorker([held.agent]);
    const runId = await bench.submit(one('x.held'));
    const call = await held.call(1);
    expect(await bench.store.fleet.listWorkers(10_000)).toHaveLength(1);
    const stopped = worker.stop(20_000);
    call.end('in time');
    await stopped;
    expect(await bench.ended(runId)).toMatchObject({ output: { s: 'in time' } });
    expect(await bench.store.fleet.listWorkers(10_000)).toEqual([]);
  });

  it('may be stopped twice, and before it started', async () => {
    const { worker } = await bench.startWorker();
    await Promise.all([worker.stop(1_000), worker.stop(1_000)]);
    await bench.createWorker().worker.stop(1_000);
  });

  it('while it starts takes nothing, and is not known then', async () => {
    const stopping = Promise.withResolvers<void>();
    const fleet = new Proxy(bench.store.fleet, {
      get(target, name) {
        if (name === 'registerWorker') stopping.resolve(worker.stop(1_000));
        return Reflect.get(target, name);
      },
    });
    const { worker, broker } = bench.createWorker(coreAgents, { store: { ...bench.store, fleet } });
    const serve = jest.spyOn(broker, 'serve');
    await expect(worker.start()).rejects.toThrow('aborted');
    await stopping.promise;
    expect(serve).not.toHaveBeenCalled();
    expect(await bench.store.fleet.listWorkers(10_000)).toEqual([]);
  });
});

describe('time-outs of a worker', () => {
  const deaf = agent({ name: 'x.deaf', input: z.unknown(), handler: () => new Promise(() => {}) });
  const patient: Json = { with: { ms: 1_600 }, timeout: '10s' };

  it('end a handler that ignores them, by the default if neither step nor agent has one', async () => {
    await bench.startWorker([deaf], { defaultTimeoutMs: 300 });
    const retry = { maxAttempts: 1 };
    const runIds = [
      await bench.submit(one('x.deaf', { timeout: 100, retry })),
      await bench.submit(one('x.deaf', { retry })),
    ];
    for (const runId of runIds) {
      expect(await bench.ended(runId)).toMatchObject({
        status: 'failed',
        error: { code: 'STEP_TIMED_OUT', step: 's' },
      });
    }
  });

  it('that a step names may be longer than the default', async () => {
    await bench.startWorker(coreAgents, { defaultTimeoutMs: 300 });
    const runId = await bench.submit(one('core.sleep', patient));
    expect(await bench.ended(runId)).toMatchObject({ status: 'completed', output: { s: { ms: 1_600 } } });
  });
});

describe('a handler of a worker', () => {
  const cyclic: unknown[] = [];
  cyclic.push(cyclic);
  const bad = (name: string, handler: () => unknown) => agent({ name, input: z.unknown(), handler });
  const refuse = (thrown: unknown) => () => {
    throw thrown;
  };

  it.each([
    ['throws null', refuse(null), 'AGENT_FAILED'],
    ['throws a hostile object', refuse(new Proxy({}, { get: refuse(new Error('no')) })), 'AGENT_FAILED'],
    ['returns a cycle', () => cyclic, 'OUTPUT_UNSERIALISABLE'],
    ['returns a bigint', () => 1n, 'OUTPUT_UNSERIALISABLE'],
    ['returns too much', () => 'x'.repeat(LIMITS.largeOutputBytes), 'OUTPUT_TOO_LARGE'],
    ['never returns', () => new Promise(() => {}), 'STEP_TIMED_OUT'],
  ])('that %s fails its step alone', async (_, handler, code) => {
    await bench.startWorker([...coreAgents, bad('x.bad', handler)]);
    const runId = await bench.submit(one('x.bad', { timeout: 200, retry: { maxAttempts: 1 } }));
    expect(await bench.ended(runId)).toMatchObject({ status: 'failed', error: { code, step: 's' } });
    expect(await bench.ended(await bench.submit(CHAIN))).toMatchObject({ status: 'completed' });
  });
});

describe('foreign jobs on a queue of a worker', () => {
  it('reach no handler and are set aside, while good ones go on', async () => {
    const seen: string[] = [];
    const noting = agent({
      name: 'x.noting',
      input: z.unknown(),
      handler: (_, { runId, step }) => void seen.push(`${runId} ${step}`),
    });
    const good = await bench.submit(one('x.noting'));
    const runIds = ['a', 'b', 'c', 'd', 'e'].map((letter) => `r0-000000000${letter.repeat(12)}`);
    const [unknown = '', broken = '', invalid = '', copied = '', newer = ''] = runIds;
    const activation = { agent: 'x.noting', step: 's', attempt: 1, dispatch: 1, delayMs: 0 };
    await bench.broker.enqueue(
      runIds.map((runId) => ({ ...activation, runId, priorityKey: 1, traceparent: undefined })),
    );
    const setData = (runId: string, data: string) =>
      bench.redis.hset(`bull:agent.x.noting:${runId}.s.d1`, 'data', data);
    await setData(broken, '{"v":1,');
    await setData(invalid, '{"hello":"world"}');
    await setData(copied, JSON.stringify({ v: 1, runId: good, step: 's', attempt: 1, dispatch: 1 }));
    await setData(newer, JSON.stringify({ v: 2, runId: newer }));
    // Of those deliveries this worker sees the last.
    const before = UNKNOWN_VERSION_DELIVERIES_MAX - 1;
    await bench.redis.hset(`bull:agent.x.noting:${newer}.s.d1`, 'ats', before);
    await bench.startWorker([noting]);
    expect(await bench.ended(good)).toMatchObject({ status: 'completed' });
    const letters = await until(async () => {
      const found = await bench.store.fleet.listDeadLetters(10);
      return found.length === 5 ? found : undefined;
    });
    expect(letters?.map(({ jobId, reason }) => `${jobId} ${reason}`).sort()).toEqual([
      `${unknown}.s.d1 RUN_UNKNOWN`,
      `${broken}.s.d1 JOB_MALFORMED`,
      `${invalid}.s.d1 JOB_INVALID`,
      `${copied}.s.d1 JOB_ID_FOREIGN`,
      `${newer}.s.d1 JOB_VERSION_UNKNOWN`,
    ]);
    expect(seen).toEqual([`${good} s`]);
  });

  it('repeat nothing: a duplicate, a stale one, one on the wrong queue', async () => {
    await bench.startWorker();
    const runId = await bench.submit(CHAIN);
    await bench.ended(runId);
    const activation = { runId, attempt: 1, dispatch: 1, delayMs: 0, priorityKey: 1, traceparent: undefined };
    await bench.broker.enqueue([
      { ...activation, agent: 'core.echo', step: 'a' },
      { ...activation, agent: 'core.echo', step: 'b', dispatch: 7 },
      { ...activation, agent: 'core.sleep', step: 'c' },
    ]);
    const next = await bench.submit(CHAIN);
    expect(await bench.ended(next)).toMatchObject({ status: 'completed' });
    await until(async () => {
      const counts = await bench.broker.countJobs(['core.echo', 'core.sleep']);
      return [...counts.values()].every(({ waiting, active }) => waiting + active === 0);
    });
    expect(await bench.starts(runId)).toEqual(['a 1', 'b 1', 'c 1']);
  });
});
