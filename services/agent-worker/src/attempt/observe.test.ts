import { agent, NonRetryable, RateLimited } from '@ag06/agent-kit';
import { until } from '@ag06/test-support';
import { expect, it } from '@jest/globals';
import { z } from 'zod';
import { CHAIN, one } from '../testing/definitions.ts';
import { createHeldAgent } from '../testing/held-agent.ts';
import { SessionBench } from '../testing/session-bench.ts';

const throwing = (error: Error) =>
  agent({
    name: 'x.throws',
    input: z.unknown(),
    handler: () => {
      throw error;
    },
  });

/** Runs one job of a workflow of one step. */
async function runOnce(bench: SessionBench, name: string, more = {}) {
  await bench.submit(one(name, more));
  await bench.worker().run(bench.take());
  return bench.attempts;
}

it('a worker tells what every step of an eager chain was', async () => {
  const bench = new SessionBench();
  const runId = await bench.submit(CHAIN);
  const before = Date.now();
  await bench.worker().run({ ...bench.take() });
  const sinceMs = Date.now() - before;
  expect(bench.attempts.map(({ step }) => step)).toEqual(['a', 'b', 'c']);
  for (const facts of bench.attempts) {
    expect(facts).toMatchObject({ agent: 'core.echo', workflow: 'chain', runId, attempt: 1, outcome: 'ok' });
    expect(facts).toMatchObject({ priority: 'normal', inflightAtStart: 1 });
    expect(facts.durMs).toBeGreaterThan(0);
    expect(facts.waitMs).toBeLessThanOrEqual(sinceMs + 1);
    expect(facts.startedAt).toBeGreaterThan(before - 1_000);
  }
});

it('a worker counts the wait of a job from the moment at which it was due', async () => {
  const bench = new SessionBench();
  await bench.submit(CHAIN);
  await bench.worker().run(bench.take(), 1, undefined, Date.now() - 60_000);
  const waits = bench.attempts.map(({ waitMs }) => waitMs > 59_000);
  expect(waits).toEqual([true, false, false]);
});

it.each([
  ['error', new Error('no')],
  ['error', new NonRetryable('no')],
  ['429', new RateLimited(50)],
  ['oom', new NonRetryable('no', { code: 'OUT_OF_MEMORY' })],
])('a worker reports an attempt as %s when the handler throws %s', async (outcome, error) => {
  expect(await runOnce(new SessionBench([throwing(error)]), 'x.throws')).toMatchObject([{ outcome }]);
});

it('a worker reports an attempt as a time-out', async () => {
  const { agent: held } = createHeldAgent('x.held');
  expect(await runOnce(new SessionBench([held]), 'x.held', { timeout: 10 })).toMatchObject([
    { outcome: 'timeout' },
  ]);
});

it('a worker reports an attempt as cancelled when the run ends, and counts the attempts that run beside each other', async () => {
  const { agent: held, calls } = createHeldAgent('x.held');
  const bench = new SessionBench([held]);
  const worker = bench.worker();
  const [first, second] = [await bench.submit(one('x.held')), await bench.submit(one('x.held'))];
  const jobs = [worker.run(bench.take()), worker.run(bench.take())];
  await until(() => calls.length === 2);
  expect(worker.parts.inflight.of('x.held')).toBe(2);
  for (const runId of [first, second]) worker.parts.live.abortRun(runId);
  await Promise.all(jobs);
  expect(bench.attempts).toMatchObject([
    { outcome: 'cancelled', inflightAtStart: 1 },
    { outcome: 'cancelled', inflightAtStart: 2 },
  ]);
  expect(worker.parts.inflight.of('x.held')).toBe(0);
});

it('a worker measures what a step reads, and an item', async () => {
  const bench = new SessionBench();
  await bench.submit(one('core.echo', { with: '${input.text}' }), { text: 'x'.repeat(1_000) });
  await bench.submit(one('core.echo', { forEach: ['abc'], with: '${item}' }));
  const worker = bench.worker();
  await worker.run(bench.take());
  await worker.run(bench.take());
  expect(bench.attempts.map(({ inputLength }) => inputLength)).toEqual([1_011, 5]);
});
