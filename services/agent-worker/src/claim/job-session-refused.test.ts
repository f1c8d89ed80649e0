import { agent, RateLimited, Retryable } from '@ag06/agent-kit';
import type { Json } from '@ag06/contracts';
import { expect, it } from '@jest/globals';
import { z } from 'zod';
import { one } from '../testing/definitions.ts';
import { SessionBench } from '../testing/session-bench.ts';

/** An agent whose attempts, in turn, are refused (`R`), fail (`F`) or succeed (`.`). */
function createBench(attempts: string) {
  let at = 0;
  const flaky = agent({
    name: 'x.flaky',
    breaker: 'off',
    input: z.unknown(),
    handler: () => {
      const what = attempts[at++];
      if (what === 'R') throw new RateLimited(0);
      if (what === 'F') throw new Retryable('no', { retryAfterMs: 0 });
      return null;
    },
  });
  return { bench: new SessionBench([flaky]), calls: () => at };
}

/** Runs one step to its end, each attempt in a worker of its own. Returns how often the handler was called, and the end of the run. */
async function run(attempts: string, more: { readonly [key: string]: Json } = {}) {
  const { bench, calls } = createBench(attempts);
  const runId = await bench.submit(one('x.flaky', more));
  while (bench.queued.length > 0) await bench.worker().run(bench.take());
  return { calls: calls(), status: await bench.statusOf(runId) };
}

const TWICE = { retry: { maxAttempts: 2 } };

it.each([
  ['with a policy of its own', 'RRRRR.', TWICE, { calls: 6, status: 'completed' }],
  ['that says nothing about retries', 'RRRRRR.', {}, { calls: 7, status: 'completed' }],
  ['that may be tried once', 'RR.', { retry: { maxAttempts: 1 } }, { calls: 3, status: 'completed' }],
  ['whose other failures come between', 'RRFRR.', TWICE, { calls: 6, status: 'completed' }],
])('refused attempts of a step %s spend none of its attempts', async (_, attempts, more, end) => {
  expect(await run(attempts, more)).toEqual(end);
});

it('other failures after refused attempts end a step as they always do', async () => {
  expect(await run('RRRFF.', TWICE)).toEqual({ calls: 5, status: 'failed' });
  expect(await run('FRRRF.', TWICE)).toEqual({ calls: 5, status: 'failed' });
  expect(await run('RRRFFF.')).toEqual({ calls: 6, status: 'failed' });
});

it('a step whose service refuses it for ever fails after a hundred attempts more than it has', async () => {
  expect(await run('R'.repeat(200), TWICE)).toEqual({ calls: 102, status: 'failed' });
});

it('each item of a list has refused attempts of its own', async () => {
  const list = { forEach: [1, 2], concurrency: 1, ...TWICE };
  expect(await run('RRRF.RF.', list)).toEqual({ calls: 8, status: 'completed' });
  expect(await run('RRR.FF', list)).toEqual({ calls: 6, status: 'failed' });
  // One delivery ends the first item and begins the second one.
  expect(await run('R.FF.', list)).toEqual({ calls: 4, status: 'failed' });
});

it('refused attempts are numbered in the log, and each is told as a retry', async () => {
  const { bench } = createBench('RR.');
  const runId = await bench.submit(one('x.flaky', TWICE));
  while (bench.queued.length > 0) await bench.worker().run(bench.take());
  const events = await bench.events(runId);
  const retried = events.filter(({ type }) => type === 'step.retrying');
  expect(retried).toMatchObject([
    { attempt: 1, error: { code: 'RATE_LIMITED' } },
    { attempt: 2, error: { code: 'RATE_LIMITED' } },
  ]);
});

it('a refused attempt is never the last one, also if an activation does not tell of those before it', async () => {
  const { bench, calls } = createBench('RRRR.');
  const runId = await bench.submit(one('x.flaky', TWICE));
  while (bench.queued.length > 0) {
    const { refusals: _, ...sent } = bench.take();
    await bench.worker().run(sent);
  }
  expect([calls(), await bench.statusOf(runId)]).toEqual([5, 'completed']);
});

it('refused attempts that an activation does not tell of count like others', async () => {
  const { bench } = createBench('RRF.');
  const runId = await bench.submit(one('x.flaky', TWICE));
  await bench.worker().run(bench.take());
  await bench.worker().run(bench.take());
  const { refusals, ...sent } = bench.take();
  expect(refusals).toBe(2);
  await bench.worker().run(sent);
  expect(await bench.statusOf(runId)).toBe('failed');
});
