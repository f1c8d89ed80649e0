import { until } from '@ag06/test-support';
import { describe, expect, it } from '@jest/globals';
import { echo, one, step } from '../testing/definitions.ts';
import { createHeldAgent } from '../testing/held-agent.ts';
import { type BenchWorker, SessionBench } from '../testing/session-bench.ts';
import { toDelivery } from '../testing/to-delivery.ts';

const DONE = { end: 'done' };
const HANDED_BACK = { end: 'delay', delayMs: 0 };

function createBench() {
  const held = createHeldAgent('x.held');
  return { held, bench: new SessionBench([held.agent]) };
}

/** The drain's deadline is over. */
function expire({ draining, expired, parts }: BenchWorker): void {
  draining.abort();
  expired.abort();
  parts.live.abortAll('expired');
}

describe('a worker that stops', () => {
  it('hands the step of a job back under it: no delivery is lost, the attempt stays', async () => {
    const { held, bench } = createBench();
    const runId = await bench.submit(one('x.held'));
    const activation = bench.take();
    const stopping = bench.worker();
    const done = stopping.run(activation);
    const first = await held.call(1);
    expire(stopping);
    expect(await done).toEqual(HANDED_BACK);
    expect(first.context.signal.aborted).toBe(true);
    expect(stopping.parts.slots.get('x.held')?.inUse).toBe(0);
    expect(await bench.unitOf(runId, 's')).toMatchObject({ status: 'scheduled', lost: 0, dispatch: 1 });
    const next = bench.worker().run(activation, 2);
    (await held.call(2)).end('done');
    expect(await next).toEqual(DONE);
    expect(await bench.starts(runId)).toEqual(['s 1', 's 1']);
    expect(await bench.statusOf(runId)).toBe('completed');
  });

  it('sends an eager step to its queue, and ends the job that led to it', async () => {
    const { held, bench } = createBench();
    const runId = await bench.submit({ name: 'two', steps: { a: echo(), b: step('x.held', ['a']) } });
    const stopping = bench.worker();
    const done = stopping.run(bench.take());
    await held.call(1);
    expire(stopping);
    expect(await done).toEqual(DONE);
    expect(bench.queued).toMatchObject([{ agent: 'x.held', step: 'b', attempt: 1, dispatch: 1 }]);
    expect(await bench.unitOf(runId, 'b')).toMatchObject({ status: 'scheduled', lost: 0 });
  });

  it('lets a step end in time, and goes on with nothing eagerly', async () => {
    const { held, bench } = createBench();
    await bench.submit({ name: 'two', steps: { a: step('x.held'), b: echo(['a']) } });
    const stopping = bench.worker();
    const done = stopping.run(bench.take());
    const call = await held.call(1);
    stopping.draining.abort();
    call.end(1);
    expect(await done).toEqual(DONE);
    expect(bench.queued).toMatchObject([{ step: 'b' }]);
  });

  it('hands back what waits for a slot, unclaimed', async () => {
    const { held, bench } = createBench();
    await bench.submit(one('x.held'));
    const runId = await bench.submit(one('x.held'));
    const stopping = bench.worker({ slots: 1 });
    void stopping.run(bench.take());
    const waiting = stopping.run(bench.take());
    await held.call(1);
    stopping.draining.abort();
    expect(await waiting).toEqual(HANDED_BACK);
    expect(await bench.unitOf(runId, 's')).toMatchObject({ status: 'scheduled', lost: 0, token: 0 });
  });

  it('hands back what was granted in a joined delivery and still waits for a slot at the deadline', async () => {
    const { held, bench } = createBench();
    await bench.submit(one('x.held'));
    const runId = await bench.submit(one('x.held'));
    const stopping = bench.worker({ slots: 1 });
    void stopping.run(bench.take());
    await held.call(1);
    const activation = bench.take();
    const joined = stopping.open(activation).join(toDelivery(activation, 2, activation.agent));
    await until(async () => (await bench.unitOf(runId, 's'))?.status === 'running');
    expire(stopping);
    await joined;
    expect(held.calls).toHaveLength(1);
    expect(await bench.unitOf(runId, 's')).toMatchObject({ status: 'scheduled', lost: 0, token: 0 });
  });

  it('hands back what waits for its turn behind a step that is alone, unclaimed', async () => {
    const { held, bench } = createBench();
    const runId = await bench.submit(one('x.held'));
    const stopping = bench.worker();
    const leave = await stopping.parts.gate.enterAlone();
    const waiting = stopping.run(bench.take());
    stopping.draining.abort();
    leave();
    expect(await waiting).toEqual(HANDED_BACK);
    expect(held.calls).toEqual([]);
    expect(await bench.unitOf(runId, 's')).toMatchObject({ status: 'scheduled', lost: 0, token: 0 });
  });

  it('starts nothing that is granted after its deadline', async () => {
    const { held, bench } = createBench();
    const runId = await bench.submit(one('x.held'));
    const stopping = bench.worker();
    const answer = bench.holdAnswers();
    const done = stopping.run(bench.take());
    await answer.sent;
    expire(stopping);
    answer.release();
    expect(await done).toEqual(HANDED_BACK);
    expect(held.calls).toEqual([]);
    expect(await bench.unitOf(runId, 's')).toMatchObject({ status: 'scheduled', lost: 0, dispatch: 1 });
  });
});
