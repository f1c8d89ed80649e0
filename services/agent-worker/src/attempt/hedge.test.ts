import { agent, NonRetryable, RateLimited, Retryable } from '@ag06/agent-kit';
import { expect, it } from '@jest/globals';
import { z } from 'zod';
import { one } from '../testing/definitions.ts';
import { SessionBench } from '../testing/session-bench.ts';

type Act = (signal: AbortSignal) => Promise<string>;

const hang: Act = (signal) =>
  new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason), { once: true }));
const give =
  (text: string): Act =>
  async () =>
    text;
const fail: Act = async () => {
  throw new Error('no');
};

/** Runs one step of an agent whose calls do this, in turn. */
async function run(
  acts: readonly Act[],
  more: { idempotent?: boolean; slots?: number; timeout?: number; step?: { idempotent: boolean } } = {},
) {
  const { idempotent = true, slots = 2, timeout, step } = more;
  const aborted: string[] = [];
  let calls = 0;
  const made = agent({
    name: 'x.slow',
    input: z.unknown(),
    idempotent,
    handler: (_, { signal }) => {
      const call = String(++calls);
      signal.addEventListener('abort', () => aborted.push(call));
      return (acts[calls - 1] ?? hang)(signal);
    },
  });
  const bench = new SessionBench([made]);
  bench.settings.set('x.slow', { version: 4, settings: { hedgeAfterMs: 20 } });
  const retry = { maxAttempts: 1 };
  const runId = await bench.submit(
    one('x.slow', { retry, ...step, ...(timeout !== undefined && { timeout }) }),
  );
  const worker = bench.worker({ slots });
  await worker.run(bench.take());
  const samples = bench.attempts.map(({ isHedge, outcome }) => `${isHedge ? 'hedge' : 'first'} ${outcome}`);
  const shown = await bench.store.runs.loadRun(runId);
  return { bench, runId, samples, aborted, calls: () => calls, status: shown?.status, parts: worker.parts };
}

it('a slow call of an idempotent agent is made a second time, and the slower one is told to stop', async () => {
  const { samples, aborted, status, bench, runId, parts } = await run([hang, give('second')]);
  expect(status).toBe('completed');
  expect(samples.toSorted()).toEqual(['first cancelled', 'hedge ok']);
  expect(aborted).toEqual(['1']);
  expect(await bench.starts(runId)).toEqual(['s 1']);
  expect(parts.slots.get('x.slow')?.inUse).toBe(0);
  expect(parts.inflight.of('x.slow')).toBe(0);
});

it('a call that is slow twice is made a third time after as long again, and not a fourth time', async () => {
  const slow: Act = () => new Promise((resolve) => setTimeout(resolve, 60, 'third'));
  const { samples, aborted, calls, parts } = await run([hang, hang, slow], { slots: 5 });
  expect(samples.toSorted()).toEqual(['first cancelled', 'hedge cancelled', 'hedge ok']);
  expect(aborted.toSorted()).toEqual(['1', '2']);
  expect(calls()).toBe(3);
  expect(parts.slots.get('x.slow')?.inUse).toBe(0);
});

it('an attempt fails with the failure of its first call once all of its calls have failed', async () => {
  const third = Promise.withResolvers<void>();
  const failLast: Act = async () => {
    await third.promise;
    throw new Error('the first of three');
  };
  const failThird: Act = async () => {
    third.resolve();
    throw new Error('no');
  };
  const { bench, runId, samples } = await run([failLast, fail, failThird], { slots: 3 });
  expect(samples.toSorted()).toEqual(['first error', 'hedge error', 'hedge error']);
  expect(JSON.stringify(await bench.events(runId))).toMatch('the first of three');
});

it('a second call that fails leaves its slot to a third one, and does not fail the attempt while others go on', async () => {
  const third = Promise.withResolvers<void>();
  const first: Act = async () => {
    await third.promise;
    return 'first';
  };
  const begin: Act = (signal) => {
    third.resolve();
    return hang(signal);
  };
  const { samples, status } = await run([first, fail, begin], { slots: 2 });
  expect(status).toBe('completed');
  expect(samples.toSorted()).toEqual(['first ok', 'hedge cancelled', 'hedge error']);
});

it.each([
  ['is refused', new RateLimited(10_000), '429'],
  ['is told when to come again', new Retryable('busy', { retryAfterMs: 10_000 }), 'error'],
  ['fails for good', new NonRetryable('no such order'), 'error'],
])('no third call is made once the second one %s', async (_, error, outcome) => {
  const late: Act = () => new Promise((resolve) => setTimeout(resolve, 100, 'first'));
  const refuse: Act = async () => {
    throw error;
  };
  const { samples, status } = await run([late, refuse], { slots: 5 });
  expect(status).toBe('completed');
  expect(samples.toSorted()).toEqual(['first ok', `hedge ${outcome}`]);
});

it('both calls of an attempt have one time-out', async () => {
  const { samples, status, aborted } = await run([hang, hang], { timeout: 60 });
  expect(status).toBe('failed');
  expect(samples).toContain('first timeout');
  expect(aborted.toSorted()).toEqual(['1', '2']);
});

it.each([
  ['of an agent that is not idempotent', { idempotent: false }],
  ['without an idle slot', { slots: 1 }],
])('no second call is made %s', async (_, more) => {
  const late: Act = () => new Promise((resolve) => setTimeout(resolve, 60, 'first'));
  const { samples, calls } = await run([late, give('second')], more);
  expect(samples).toEqual(['first ok']);
  expect(calls()).toBe(1);
});

it('a step says for itself whether it is idempotent, whatever its agent says', async () => {
  const made = await run([hang, give('second')], { idempotent: false, step: { idempotent: true } });
  expect([made.status, made.calls()]).toEqual(['completed', 2]);
  const late: Act = () => new Promise((resolve) => setTimeout(resolve, 60, 'first'));
  const left = await run([late, give('second')], { step: { idempotent: false } });
  expect([left.status, left.calls()]).toEqual(['completed', 1]);
});
