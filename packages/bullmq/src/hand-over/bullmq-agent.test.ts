import { testAgent } from '@ag06/agent-kit';
import { until } from '@ag06/test-support';
import { describe, expect, it } from '@jest/globals';
import { UnrecoverableError, Worker } from 'bullmq';
import { stopAs, useJobsLab } from '../testing/bench.ts';

const lab = useJobsLab();

it('a job is done by a worker of BullMQ, and the step has what that returns, although the worker keeps nothing', async () => {
  const bench = lab.createBench();
  bench.work(async (job) => {
    await job.updateProgress(50);
    return { name: job.name, data: job.data, opts: job.opts.priority, id: job.id };
  });
  const input = { queue: bench.name, name: 'thumb', data: { n: 1 }, opts: { priority: 7 } };
  const { outcome, events } = await testAgent(lab.agent, input);
  expect(outcome).toMatchObject({
    output: { name: 'thumb', data: { n: 1 }, opts: 7, id: 'ag06.r0-test00000000000000000.step' },
  });
  expect(events).toEqual([{ name: 'job.progress', data: { progress: 50 } }]);
});

it('a job that returns nothing gives null, and one without name and data has the id of its step and {}', async () => {
  const bench = lab.createBench();
  const seen: unknown[] = [];
  bench.work(async (job) => void seen.push(job.name, job.data));
  expect(await bench.run()).toMatchObject({ status: 'completed', output: null });
  expect(seen).toEqual(['step', {}]);
});

it('a job that fails after all its attempts fails the step for good, with the reason and stack of its worker', async () => {
  const bench = lab.createBench();
  let calls = 0;
  bench.work(async () => {
    calls++;
    throw new RangeError('broke');
  });
  expect(await bench.run({ opts: { attempts: 3 } })).toMatchObject({
    retryable: false,
    failure: { code: 'BULLMQ_JOB_FAILED', message: expect.stringContaining('broke') },
    stack: expect.stringContaining('RangeError: broke'),
  });
  expect(calls).toBe(3);
});

describe('whoever goes on with a step', () => {
  it('finds the job that a dead holder handed over, and waits for it', async () => {
    const bench = lab.createBench();
    const dying = new AbortController();
    const first = bench.run({}, { signal: dying.signal });
    await bench.handed();
    dying.abort(stopAs('fenced'));
    await first;
    const second = bench.run({}, { attempt: 2 });
    let calls = 0;
    bench.work(async () => ++calls);
    expect(await second).toMatchObject({ output: 1 });
    expect(await bench.run()).toMatchObject({ output: 1 });
    expect(calls).toBe(1);
  });

  it('and two holders at the same time hand it over once', async () => {
    const bench = lab.createBench();
    let calls = 0;
    bench.work(async () => ++calls);
    const outcomes = await Promise.all(Array.from({ length: 8 }, () => bench.run()));
    expect(outcomes.map((outcome) => outcome.status === 'completed' && outcome.output)).toEqual(
      Array(8).fill(1),
    );
    expect(calls).toBe(1);
  });

  it('has the job tried again if the step had ended with its failure', async () => {
    const bench = lab.createBench();
    let calls = 0;
    bench.work(async () => {
      if (++calls === 1) throw new UnrecoverableError('not yet');
      return calls;
    });
    expect(await bench.run()).toMatchObject({ failure: { code: 'BULLMQ_JOB_FAILED' } });
    expect(await bench.run()).toMatchObject({ output: 2 });
  });
});

describe('a job that is taken away', () => {
  it('by hand fails the step at once, and the next try hands it over anew', async () => {
    const bench = lab.createBench();
    const running = bench.run();
    await (await bench.handed()).remove();
    expect(await running).toMatchObject({ retryable: false, failure: { code: 'BULLMQ_JOB_LOST' } });
    bench.work(async () => 'anew');
    expect(await bench.run()).toMatchObject({ output: 'anew' });
  });

  it('by obliterating its queue, which tells nobody, fails the step at the next look', async () => {
    const bench = lab.createBench();
    const running = bench.run({}, {}, lab.createAgent({ lookEvery: '50ms' }));
    await bench.handed();
    await bench.queue.obliterate({ force: true });
    expect(await running).toMatchObject({ failure: { code: 'BULLMQ_JOB_LOST' } });
  });
});

describe('a step that is over', () => {
  it.each([
    ['its run was cancelled', () => stopAs('run-over')],
    ['its time is up', () => undefined],
  ])('because %s removes its job from a paused queue', async (_, reason) => {
    const bench = lab.createBench();
    await bench.queue.pause();
    const ending = new AbortController();
    const running = bench.run({}, { signal: ending.signal });
    await bench.handed();
    ending.abort(reason());
    await running;
    expect(await bench.queue.getWaitingCount()).toBe(0);
    await bench.queue.resume();
    bench.work(async () => 'anew');
    expect(await bench.run()).toMatchObject({ output: 'anew' });
  });

  it('leaves a job that has ended, whose outcome the next attempt has', async () => {
    const bench = lab.createBench();
    let calls = 0;
    bench.work(async () => ++calls);
    expect(await bench.run()).toMatchObject({ output: 1 });
    // A holder that was held up learns only now that its time is up.
    await bench.run({}, { signal: AbortSignal.abort() });
    expect(await bench.run({}, { attempt: 2 })).toMatchObject({ output: 1 });
    expect(calls).toBe(1);
  });

  it('because its worker stops leaves its job', async () => {
    const bench = lab.createBench();
    const ending = new AbortController();
    const running = bench.run({}, { signal: ending.signal });
    await bench.handed();
    ending.abort(stopAs('expired'));
    await running;
    expect(await bench.queue.getWaitingCount()).toBe(1);
  });

  it('leaves a job that a worker has, and the next attempt ends with it', async () => {
    const bench = lab.createBench();
    const [begun, go] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    bench.work(async () => {
      begun.resolve();
      await go.promise;
      return 'late';
    });
    const ending = new AbortController();
    const running = bench.run({}, { signal: ending.signal });
    await begun.promise;
    ending.abort();
    await running;
    const next = bench.run({}, { attempt: 2 });
    go.resolve();
    expect(await next).toMatchObject({ output: 'late' });
  });
});

it('an outcome whose event was lost is found by looking', async () => {
  const bench = lab.createBench();
  const running = bench.run({}, {}, lab.createAgent({ lookEvery: '50ms' }));
  await bench.handed();
  const own = new Worker(bench.name, null, { connection: lab.redis, autorun: false });
  lab.onEnd(() => own.close(true));
  const job = await own.getNextJob('token');
  // Everything that the waiter would read is gone by the time that it looks.
  const [, , answer] = (await lab.redis
    .multi()
    .zadd(bench.queue.toKey('completed'), Date.now(), job?.id ?? '')
    .hset(bench.queue.toKey(job?.id ?? ''), 'returnvalue', '"silent"')
    .lrem(bench.queue.toKey('active'), 1, job?.id ?? '')
    .exec()) ?? [[], [], []];
  expect(answer).toEqual([null, 1]);
  expect(await running).toMatchObject({ output: 'silent' });
});

it('a thousand steps wait at a time with two connections, and each ends with its own job', async () => {
  const bench = lab.createBench();
  await bench.queue.pause();
  const clients = async () => String(await lab.redis.client('LIST')).split('\n').length;
  const before = await clients();
  const own = lab.createAgent({ connection: { port: lab.server.port } });
  const running = Array.from({ length: 1_000 }, (_, n) =>
    testAgent(own, { queue: bench.name, data: n }, { idempotencyKey: `r0-${n}:step` }),
  );
  await until(async () => (await bench.queue.getWaitingCount()) === 1_000);
  // Those of earlier tests may just close.
  expect(await clients()).toBeLessThanOrEqual(before + 2);
  const worker = bench.work(async (job) => job.data * 2);
  worker.concurrency = 50;
  await bench.queue.resume();
  const outcomes = await Promise.all(running);
  expect(outcomes.map(({ outcome }) => outcome.status === 'completed' && outcome.output)).toEqual(
    Array.from({ length: 1_000 }, (_, n) => n * 2),
  );
}, 60_000);

/** Until Redis has refused what the step writes first. */
const isRefused = () =>
  until(async () => /cmdstat_zadd:.*rejected_calls=[1-9]/.test(String(await lab.redis.info('commandstats'))));

it('a step waits while Redis takes no command, and spends no attempt', async () => {
  const bench = lab.createBench();
  await lab.redis.config('RESETSTAT');
  await lab.redis.config('SET', 'min-replicas-to-write', 1);
  const running = testAgent(lab.createAgent({ lookEvery: '20ms' }), { queue: bench.name });
  await isRefused();
  await lab.redis.config('SET', 'min-replicas-to-write', 0);
  bench.work(async () => 'after all');
  expect((await running).outcome).toMatchObject({ output: 'after all' });
});

it('a step follows a fail-over whose old primary keeps its connections', async () => {
  const bench = lab.createBench();
  await lab.redis.config('RESETSTAT');
  await lab.redis.replicaof('127.0.0.1', '1');
  const running = testAgent(lab.createAgent({ lookEvery: '20ms' }), { queue: bench.name });
  await isRefused();
  await lab.redis.replicaof('NO', 'ONE');
  bench.work(async () => 'after all');
  expect((await running).outcome).toMatchObject({ output: 'after all' });
});

it('a step goes on waiting while Redis is away, and says so once', async () => {
  const bench = lab.createBench();
  const running = testAgent(lab.createAgent({}), { queue: bench.name });
  await bench.handed();
  await lab.server.kill();
  await lab.server.restart();
  bench.work(async () => 'after all');
  const { outcome, log } = await running;
  expect(outcome).toMatchObject({ output: 'after all' });
  expect(log.filter(({ level }) => level === 'warn')).toHaveLength(1);
}, 60_000);
