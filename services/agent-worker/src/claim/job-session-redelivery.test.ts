import type { Commit } from '@ag06/protocol';
import { until } from '@ag06/test-support';
import { describe, expect, it } from '@jest/globals';
import { KEPT_DELIVERIES } from '../settle/keep-delivery.ts';
import { CHAIN, echo, one, step } from '../testing/definitions.ts';
import { createHeldAgent } from '../testing/held-agent.ts';
import { type BenchWorker, SessionBench } from '../testing/session-bench.ts';

const DONE = { end: 'done' };

function createBench() {
  const held = createHeldAgent('x.held');
  return { held, bench: new SessionBench([held.agent]) };
}

const toDelivery = (runId: string, delivery: number) => ({
  agent: 'x.held',
  jobId: `${runId}.s.d1`,
  delivery,
  data: {},
  lockedSince: () => 0,
  dueAt: 0,
});

const isOf = ({ guard }: Commit, unit: string): boolean => guard.on === 'token' && guard.unit === unit;

describe('a newer delivery of a job', () => {
  it('in the same process joins the handler that runs', async () => {
    const { held, bench } = createBench();
    const runId = await bench.submit(one('x.held'));
    const session = bench.worker().open(bench.take());
    const done = session.run();
    const call = await held.call(1);
    const before = await bench.unitOf(runId, 's');
    await session.join(toDelivery(runId, 2));
    expect(await bench.unitOf(runId, 's')).toMatchObject({ lost: 0, token: (before?.token ?? 0) + 1 });
    call.end('once');
    expect(await done).toEqual(DONE);
    expect(held.calls).toHaveLength(1);
    expect(await bench.starts(runId)).toEqual(['s 1']);
    expect((await bench.store.runs.loadRun(runId))?.output).toEqual({ s: 'once' });
  });

  it('in the same process begins anew what has just been stopped for its older token', async () => {
    const { held, bench } = createBench();
    const runId = await bench.submit(one('x.held'));
    const worker = bench.worker();
    const activation = bench.take();
    const session = worker.open(activation);
    const done = session.run();
    await held.call(1);
    const answers = bench.holdAnswers();
    const joined = session.join(toDelivery(runId, 2));
    await answers.sent;
    await worker.parts.live.abortFenced(worker.parts.runs, 0);
    answers.release();
    (await held.call(2)).end('the second');
    await joined;
    expect(await done).toEqual(DONE);
    expect((await bench.store.runs.loadRun(runId))?.output).toEqual({ s: 'the second' });
    expect(worker.parts.slots.get('x.held')?.inUse).toBe(0);
  });

  it('in the same process begins anew what was refused under its older token', async () => {
    const { held, bench } = createBench();
    const runId = await bench.submit(one('x.held'));
    const session = bench.worker().open(bench.take());
    const done = session.run();
    const first = await held.call(1);
    const claimed = Promise.withResolvers<void>();
    const kept = Promise.withResolvers<void>();
    bench.afterApply = async (command) => {
      if (command.kind === 'claim') await claimed.promise;
      else if (command.kind === 'commit' && command.guard.on === 'lost') await kept.promise;
    };
    const before = (await bench.unitOf(runId, 's'))?.token ?? 0;
    const joined = session.join(toDelivery(runId, 2));
    await until(async () => (await bench.unitOf(runId, 's'))?.token === before + 1);
    first.end('the first');
    await until(async () => (await bench.events(runId)).at(-1)?.type === 'step.result_ignored');
    claimed.resolve();
    (await held.call(2)).end('the second');
    kept.resolve();
    await joined;
    expect(await done).toEqual(DONE);
    expect((await bench.store.runs.loadRun(runId))?.output).toEqual({ s: 'the second' });
  });

  it('in the same process keeps what it recorded, when the older one hears of its refusal later', async () => {
    const { held, bench } = createBench();
    const steps = {
      a: step('x.held'),
      b: step('x.held', ['a']),
      c: step('core.echo', ['b'], { with: '${steps.a.output}' }),
    };
    const runId = await bench.submit({ name: 'three', steps });
    const session = bench.worker().open(bench.take());
    const done = session.run();
    const first = await held.call(1);
    const [claimed, kept, told] = [0, 1, 2].map(() => Promise.withResolvers<void>());
    bench.afterApply = async (command) => {
      if (command.kind === 'claim') await claimed?.promise;
      else if (command.kind === 'commit' && command.guard.on === 'lost') await kept?.promise;
      else if (command.kind === 'commit' && command.issuer.delivery === 2 && isOf(command, 'b'))
        await told?.promise;
    };
    const before = (await bench.unitOf(runId, 'a'))?.token ?? 0;
    const joined = session.join({ ...toDelivery(runId, 2), jobId: `${runId}.a.d1` });
    await until(async () => (await bench.unitOf(runId, 'a'))?.token === before + 1);
    first.end('the first');
    await until(async () => (await bench.events(runId)).at(-1)?.type === 'step.result_ignored');
    claimed?.resolve();
    (await held.call(2)).end('the second');
    const third = await held.call(3);
    third.end(null);
    await until(async () => (await bench.unitOf(runId, 'b'))?.status === 'completed');
    kept?.resolve();
    await done;
    told?.resolve();
    await joined;
    expect((await bench.store.runs.loadRun(runId))?.output).toEqual({ c: 'the second' });
  });

  it('in another process takes over; what the older one returns later is ignored', async () => {
    const { held, bench } = createBench();
    const runId = await bench.submit(one('x.held'));
    const activation = bench.take();
    const zombie = bench.worker().run(activation, 1);
    const first = await held.call(1);
    const second = bench.worker().run(activation, 2);
    (await held.call(2)).end('the second');
    expect(await second).toEqual(DONE);
    first.end('the zombie');
    expect(await zombie).toEqual(DONE);
    const run = await bench.store.runs.loadRun(runId);
    expect(run?.output).toEqual({ s: 'the second' });
    expect(run?.units.get('s')?.attempt).toBe(1);
    expect((await bench.events(runId)).map(({ type }) => type)).toEqual([
      'run.accepted',
      'run.started',
      'step.scheduled',
      'step.started',
      'step.redelivered',
      'step.completed',
      'run.completed',
    ]);
  });

  it('keeps a zombie’s output away from the steps that go on', async () => {
    const { held, bench } = createBench();
    const steps = { a: step('x.held'), b: step('core.echo', ['a'], { with: '${steps.a.output}' }) };
    const runId = await bench.submit({ name: 'two', steps });
    const activation = bench.take();
    const zombie = bench.worker().run(activation, 1);
    const first = await held.call(1);
    const second = bench.worker().run(activation, 2);
    const next = await held.call(2);
    first.end('the zombie');
    await zombie;
    next.end('the second');
    await second;
    expect((await bench.store.runs.loadRun(runId))?.output).toEqual({ b: 'the second' });
    expect((await bench.events(runId)).map(({ type }) => type)).toContain('step.result_ignored');
  });

  it('finds what a dead worker committed and did not enqueue', async () => {
    const { bench } = createBench();
    const runId = await bench.submit({ name: 'fan', steps: { a: echo(), b: echo(['a']), c: echo(['a']) } });
    const activation = bench.take();
    bench.beforeEnqueue = () => new Promise(() => {});
    void bench.worker({ eager: false }).run(activation, 1);
    await until(async () => (await bench.unitOf(runId, 'a'))?.status === 'completed');
    bench.beforeEnqueue = async () => {};
    expect(await bench.worker().run(activation, 2)).toEqual(DONE);
    expect(bench.queued.map(({ step, dispatch }) => `${step} ${dispatch}`).sort()).toEqual(['b 1', 'c 1']);
    expect(await bench.starts(runId)).toEqual(['a 1']);
  });
});

describe('a step whose lock was lost, though the process that runs it lives', () => {
  /** Finds out in this process that what it runs was taken over, as it does every 2 s. */
  const look = ({ parts }: BenchWorker) => parts.live.abortFenced(parts.runs, 0);

  it('never becomes poison, however often that happens', async () => {
    const { held, bench } = createBench();
    const runId = await bench.submit(one('x.held'));
    const activation = bench.take();
    let worker = bench.worker();
    let done = worker.run(activation, 1);
    await held.call(1);
    for (let delivery = 2; delivery <= 6; delivery++) {
      const next = bench.worker();
      const nextDone = next.run(activation, delivery);
      await held.call(delivery);
      expect(await bench.unitOf(runId, 's')).toMatchObject({ lost: 1 });
      await look(worker);
      await done;
      expect(await bench.unitOf(runId, 's')).toMatchObject({ status: 'running', lost: 0 });
      [worker, done] = [next, nextDone];
    }
    (await held.call(6)).end('done');
    expect(await done).toEqual(DONE);
    expect(await bench.statusOf(runId)).toBe('completed');
  });

  it('is told so too by a result that comes too late', async () => {
    const { held, bench } = createBench();
    const runId = await bench.submit(one('x.held'));
    const activation = bench.take();
    const zombie = bench.worker().run(activation, 1);
    const first = await held.call(1);
    void bench.worker().run(activation, 2);
    await held.call(2);
    first.end('the zombie');
    await zombie;
    expect(await bench.unitOf(runId, 's')).toMatchObject({ status: 'running', lost: 0 });
  });

  it('counts each loss from the tenth delivery on, so that what stops its process each time ends', async () => {
    const { held, bench } = createBench();
    const runId = await bench.submit(one('x.held'));
    const activation = bench.take();
    let last = bench.worker();
    void last.run(activation, KEPT_DELIVERIES);
    for (const lost of [1, 2]) {
      await held.call(lost);
      const next = bench.worker();
      void next.run(activation, KEPT_DELIVERIES + lost);
      await held.call(lost + 1);
      await look(last);
      expect(await bench.unitOf(runId, 's')).toMatchObject({ status: 'running', lost });
      last = next;
    }
    expect(await bench.worker().run(activation, KEPT_DELIVERIES + 3)).toEqual(DONE);
    expect(await bench.store.runs.loadRun(runId)).toMatchObject({ error: { code: 'POISON' } });
  });
});

describe('a step that lost two deliveries', () => {
  it('is alone in its worker, and is given up when a third is lost', async () => {
    const { held, bench } = createBench();
    const deadly = await bench.submit(one('x.held'));
    const activation = bench.take();
    void bench.worker().run(activation, 1);
    void bench.worker().run(activation, 2);
    await held.call(2);
    // The third worker is busy with a neighbour: the deadly step waits until that has ended.
    const third = bench.worker();
    await bench.submit(one('x.held'));
    const neighbour = third.run(bench.take());
    const beside = await held.call(3);
    void third.run(activation, 3);
    await until(() => third.parts.gate.isClosed);
    expect(held.calls).toHaveLength(3);
    beside.end('neighbour');
    expect(await neighbour).toEqual(DONE);
    expect((await held.call(4)).context.runId).toBe(deadly);
    // Nobody begins beside it.
    const other = await bench.submit(CHAIN);
    void third.run(bench.take());
    expect(await bench.worker().run(activation, 4)).toEqual(DONE);
    expect(await bench.store.runs.loadRun(deadly)).toMatchObject({
      status: 'failed',
      error: { code: 'POISON', step: 's' },
    });
    expect(held.calls).toHaveLength(4);
    expect(await bench.starts(other)).toEqual([]);
    (await held.call(4)).end('too late');
    await until(async () => (await bench.statusOf(other)) === 'completed');
  });
});
