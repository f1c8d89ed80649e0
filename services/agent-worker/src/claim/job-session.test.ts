import { agent } from '@ag06/agent-kit';
import type { Json } from '@ag06/contracts';
import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { CHAIN, DIAMOND, echo, one, step } from '../testing/definitions.ts';
import { createHeldAgent } from '../testing/held-agent.ts';
import { SessionBench } from '../testing/session-bench.ts';

const DONE = { end: 'done' };
const retried = (initialDelay: number): Json =>
  one('core.fail', { with: { times: 1 }, retry: { initialDelay, jitter: 'none' } });

/** Empties the queues with one worker; answers how many jobs that took. */
async function drainQueues(bench: SessionBench, worker = bench.worker()): Promise<number> {
  for (let jobs = 0; ; jobs++) {
    if (bench.queued.length === 0) return jobs;
    expect(await worker.run(bench.take())).toEqual(DONE);
  }
}

describe('a job', () => {
  it('goes on with its run, step after step, in one job', async () => {
    const bench = new SessionBench();
    const runId = await bench.submit(CHAIN);
    expect(await drainQueues(bench)).toBe(1);
    expect(await bench.statusOf(runId)).toBe('completed');
    expect(await bench.starts(runId)).toEqual(['a 1', 'b 1', 'c 1']);
  });

  it('ends after its step if eager continuation is off', async () => {
    const bench = new SessionBench();
    const runId = await bench.submit(CHAIN);
    expect(await drainQueues(bench, bench.worker({ eager: false }))).toBe(3);
    expect(await bench.statusOf(runId)).toBe('completed');
  });

  it('leaves steps of agents that its worker does not serve to their queue', async () => {
    const bench = new SessionBench([createHeldAgent('x.other').agent]);
    const steps = { a: echo(), b: step('x.other', ['a']), c: echo(['a']) };
    await bench.submit({ name: 'two', steps });
    expect(await bench.worker({ serves: ['core.echo'] }).run(bench.take())).toEqual(DONE);
    expect(bench.queued).toMatchObject([{ agent: 'x.other', step: 'b', attempt: 1, dispatch: 1 }]);
  });

  it('goes back to the queue after a stretch of 16 steps', async () => {
    const bench = new SessionBench();
    const ids = Array.from({ length: 40 }, (_, i) => `s${i}`);
    const steps = Object.fromEntries(ids.map((id, i) => [id, echo(i === 0 ? [] : [`s${i - 1}`])]));
    const runId = await bench.submit({ name: 'long', steps });
    expect(await drainQueues(bench)).toBe(3);
    expect(await bench.starts(runId)).toEqual(ids.map((id) => `${id} 1`));
  });

  it.each([1, 10])('joins a diamond once, with %i slots, and gives all slots back', async (slots) => {
    const bench = new SessionBench();
    const runId = await bench.submit(DIAMOND);
    const worker = bench.worker({ slots });
    await drainQueues(bench, worker);
    expect(await bench.statusOf(runId)).toBe('completed');
    expect((await bench.starts(runId)).toSorted()).toEqual(['a 1', 'b 1', 'c 1', 'd 1']);
    expect(worker.parts.slots.get('core.echo')?.inUse).toBe(0);
  });

  it('joins a diamond once when two workers end its branches together', async () => {
    const bench = new SessionBench();
    const runId = await bench.submit(DIAMOND);
    const [one, two] = [bench.worker({ eager: false }), bench.worker({ eager: false })];
    await one.run(bench.take());
    const [b, c] = [bench.take(), bench.take()];
    await Promise.all([one.run(b), two.run(c)]);
    expect(bench.queued.map((activation) => activation.step)).toEqual(['d']);
    await drainQueues(bench);
    expect(await bench.statusOf(runId)).toBe('completed');
  });

  it('ends without a start if it is stale, or its run is over', async () => {
    const bench = new SessionBench();
    const runId = await bench.submit(CHAIN);
    const worker = bench.worker();
    const first = bench.take();
    expect(await worker.run({ ...first, dispatch: 2 })).toEqual(DONE);
    expect(await worker.run({ ...first, attempt: 2 })).toEqual(DONE);
    expect(await worker.run({ ...first, step: 'c' })).toEqual(DONE);
    expect(await bench.starts(runId)).toEqual([]);
    await worker.run(first);
    expect(await worker.run(first, 2)).toEqual(DONE);
    expect(await bench.starts(runId)).toHaveLength(3);
  });

  it('is set aside if its run is unknown', async () => {
    const bench = new SessionBench();
    await bench.submit(CHAIN);
    const foreign = { ...bench.take(), runId: 'r0-000000000bbbbbbbbbbbb' };
    expect(await bench.worker().run(foreign)).toEqual(DONE);
    expect(await bench.store.fleet.listDeadLetters(9)).toMatchObject([
      { queue: 'agent.core.echo', jobId: 'r0-000000000bbbbbbbbbbbb.a.d1', reason: 'RUN_UNKNOWN' },
    ]);
  });

  it('is put back once if its run is unknown and may still appear', async () => {
    const bench = new SessionBench();
    await bench.submit(CHAIN);
    const foreign = { ...bench.take(), runId: 'r0-000000000bbbbbbbbbbbb' };
    const worker = bench.worker({ unknownRunWaitMs: 60_000 });
    expect(await worker.run(foreign)).toEqual({ end: 'delay', delayMs: 60_000 });
    expect(await bench.store.fleet.listDeadLetters(9)).toEqual([]);
    expect(await worker.run(foreign, 2)).toEqual(DONE);
    expect(await bench.store.fleet.listDeadLetters(9)).toMatchObject([{ reason: 'RUN_UNKNOWN' }]);
  });

  it('starts nothing on the queue of another agent, and its step goes to its own queue', async () => {
    const held = createHeldAgent('x.held');
    const bench = new SessionBench([held.agent]);
    const runId = await bench.submit(one('core.echo'));
    expect(await bench.worker().run(bench.take(), 1, 'x.held')).toEqual(DONE);
    expect(bench.queued).toMatchObject([{ agent: 'core.echo', step: 's', attempt: 1, dispatch: 2 }]);
    await drainQueues(bench);
    expect(await bench.statusOf(runId)).toBe('completed');
    expect(held.calls).toEqual([]);
  });
});

describe('a failed attempt', () => {
  it('is retried by a delayed job of its own', async () => {
    const bench = new SessionBench();
    const runId = await bench.submit(retried(200));
    const worker = bench.worker();
    expect(await worker.run(bench.take())).toEqual(DONE);
    expect(bench.queued).toMatchObject([{ step: 's', attempt: 2, dispatch: 2, delayMs: 200 }]);
    // Delivered early, as by a worker whose clock is ahead: it waits for its time.
    await drainQueues(bench, worker);
    const events = await bench.events(runId);
    const retry = events.find(({ type }) => type === 'step.retrying');
    const start = events.findLast(({ type }) => type === 'step.started');
    expect(start).toMatchObject({ attempt: 2 });
    expect((start?.at ?? 0) - (retry?.at ?? 0)).toBeGreaterThanOrEqual(200);
    expect(await bench.statusOf(runId)).toBe('completed');
  });

  it('goes back to be delayed if it is due much later', async () => {
    const bench = new SessionBench();
    const runId = await bench.submit(retried(60_000));
    const worker = bench.worker();
    await worker.run(bench.take());
    const end = await worker.run(bench.take());
    expect(end).toMatchObject({ end: 'delay' });
    expect(end.end === 'delay' && end.delayMs).toBeGreaterThan(50_000);
    expect(await bench.unitOf(runId, 's')).toMatchObject({ status: 'retrying', attempt: 2 });
  });
});

describe('a job that fails half-way', () => {
  it('ends only after its other branches, and its next delivery does the rest, once', async () => {
    const held = createHeldAgent('x.held');
    const away = agent({ name: 'x.away', input: z.unknown(), handler: () => 1 });
    const bench = new SessionBench([held.agent, away]);
    const steps = { a: echo(), b: step('x.held', ['a']), c: step('x.away', ['a']) };
    const runId = await bench.submit({ name: 'fan', steps });
    const worker = bench.worker({ serves: ['core.echo', 'x.held'] });
    bench.beforeEnqueue = async () => Promise.reject(new Error('the queue refuses'));
    const activation = bench.take();
    const done = worker.run(activation);
    let isOver = false;
    void done
      .catch(() => {})
      .then(() => {
        isOver = true;
      });
    const call = await held.call(1);
    expect(isOver).toBe(false);
    call.end(1);
    await expect(done).rejects.toThrow('the queue refuses');
    bench.beforeEnqueue = async () => {};
    expect(await worker.run(activation, 2)).toEqual(DONE);
    await drainQueues(bench);
    expect(await bench.statusOf(runId)).toBe('completed');
    expect((await bench.starts(runId)).toSorted()).toEqual(['a 1', 'b 1', 'c 1']);
    expect(held.calls).toHaveLength(1);
  });
});
