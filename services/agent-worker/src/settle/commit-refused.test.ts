import { agent } from '@ag06/agent-kit';
import type { Json } from '@ag06/contracts';
import type { Command, Commit } from '@ag06/protocol';
import { StoreError } from '@ag06/store';
import { createLog } from '@ag06/telemetry';
import { expect, it } from '@jest/globals';
import { z } from 'zod';
import { one, step } from '../testing/definitions.ts';
import { createHeldAgent } from '../testing/held-agent.ts';
import { SessionBench } from '../testing/session-bench.ts';

const refusal = () => new StoreError('STORE_REPLY_INVALID', 'too many results to unpack');

/** One worker, one run, one agent `x.f`; the store refuses the commits that `refuses` names for good. */
async function run(definition: Json, refuses: (commit: Commit) => boolean, input: Json = null) {
  const calls: unknown[] = [];
  const handler = (given: unknown) => calls.push(given);
  const bench = new SessionBench([agent({ name: 'x.f', breaker: 'off', input: z.unknown(), handler })]);
  const runId = await bench.submit(definition, input);
  bench.beforeApply = async (command: Command) => {
    if (command.kind === 'commit' && refuses(command)) throw refusal();
  };
  const worker = bench.worker();
  while (bench.queued.length > 0) expect(await worker.run(bench.take())).toEqual({ end: 'done' });
  return { bench, runId, calls, found: await bench.store.runs.loadRun(runId) };
}

/** Step `s` comes after another, so that it is the worker that evaluates what opens it. */
const after = (more: Record<string, Json>): Json => ({
  name: 'after',
  steps: { a: step('core.echo'), s: step('x.f', ['a'], more) },
});
const isOutcome = ({ change }: Commit): boolean => change.to === 'completed';
const REFUSED = {
  code: 'COMMIT_REFUSED',
  message: expect.stringContaining('too many results to unpack'),
};

it('a worker fails a step whose outcome the store refuses permanently, and calls its handler once', async () => {
  const { bench, runId, calls, found } = await run(one('x.f'), isOutcome);
  expect(found).toMatchObject({ status: 'failed', error: { ...REFUSED, step: 's', attempt: 1 } });
  expect(calls).toHaveLength(1);
  const events = await bench.events(runId);
  expect(events.map(({ type }) => type).slice(-2)).toEqual(['step.failed', 'run.failed']);
});

it('a worker goes on after a step whose outcome is refused permanently, if its policy says so', async () => {
  const steps = {
    a: step('x.f', [], { onFailure: 'continue' }),
    b: step('core.echo', ['a'], { with: '${steps.a.error.code}' }),
  };
  const { found, calls } = await run(
    { name: 'goes-on', steps, output: '${steps.b.output}' },
    (commit) =>
      isOutcome(commit) && commit.guard.on !== 'run' && 'unit' in commit.guard && commit.guard.unit === 'a',
  );
  expect(found).toMatchObject({ status: 'completed', output: 'COMMIT_REFUSED' });
  expect(calls).toHaveLength(1);
});

it('a worker ends the run alone if the store refuses everything about the step', async () => {
  const { found, calls } = await run(one('x.f'), ({ guard }) => guard.on === 'token');
  expect(found).toMatchObject({ status: 'failed', error: { ...REFUSED, step: 's' } });
  expect(calls).toHaveLength(1);
});

it('a worker sets aside a run about which nothing can be recorded, and does not look at it again', async () => {
  const { bench, runId, calls } = await run(one('x.f'), () => true);
  expect(await bench.store.fleet.listDeadLetters(9)).toMatchObject([
    { reason: 'COMMIT_REFUSED', jobId: `${runId}.s.d1`, data: { runId, step: 's' } },
  ]);
  expect(calls).toHaveLength(1);
  expect(bench.cleared).toEqual([{ subject: 'run', runId, kind: 'watchdog' }]);
});

it('a worker fails an item whose outcome is refused permanently, and goes on with the others', async () => {
  // The second one, and what is tried once more of it.
  const refused = new Set([2, 3]);
  let settled = 0;
  const each = { forEach: [1, 2, 3], onFailure: 'continue', concurrency: 1 };
  const { found, calls } = await run(
    { name: 'each', steps: { s: step('x.f', [], each) }, output: '${steps.s.error.errors}' },
    ({ change }) => change.to === 'settled' && change.status === 'completed' && refused.has(++settled),
  );
  expect(found).toMatchObject({ status: 'completed', output: [{ ...REFUSED, item: 1 }] });
  expect(calls).toHaveLength(3);
});

it.each<[string, Json, (commit: Commit) => boolean, string | undefined]>([
  ['a condition', after({ when: '${input == null}' }), ({ change }) => change.to === 'open', 's'],
  ['a list', after({ forEach: [1] }), ({ change }) => change.to === 'expanded', 's'],
  ['a collection', one('x.f', { forEach: [1] }), ({ change }) => change.to === 'collected', 's'],
  [
    'the output of the run',
    { name: 'two', steps: { a: step('x.f'), b: step('x.f') } },
    ({ end }) => end?.status === 'completed',
    undefined,
  ],
])('a worker fails the evaluation of %s that is refused for good', async (_, definition, refuses, named) => {
  const { found } = await run(definition, refuses);
  expect(found).toMatchObject({ status: 'failed', error: REFUSED });
  expect(found?.error?.step).toBe(named);
});

it('a worker ends a run and logs it if every commit meets a defect, and does not retry', async () => {
  const held = createHeldAgent('x.f');
  const bench = new SessionBench([held.agent]);
  const runId = await bench.submit(one('x.f'));
  let commits = 0;
  bench.beforeApply = async ({ kind }) => {
    if (kind !== 'commit') return;
    commits++;
    throw new TypeError('x is undefined');
  };
  const lines: string[] = [];
  const log = createLog('warn', {}, { write: (line) => void lines.push(line) });
  const done = bench.worker({ log }).run(bench.take());
  (await held.call(1)).end(7);
  expect(await done).toEqual({ end: 'done' });
  // The outcome twice, the failure of the step, that of its run, and its end.
  expect(commits).toBe(5);
  expect([...bench.book.repeats.cells()]).toEqual([]);
  const told = lines.map((line) => JSON.parse(line));
  expect(told).toMatchObject([
    { level: 50, code: 'COMMIT_REFUSED', runId, step: 's', err: { type: 'TypeError' } },
    { level: 50, code: 'COMMIT_REFUSED', runId, msg: 'A run was set aside.' },
  ]);
  for (const { err } of told) expect(err.stack).toContain('commit-refused.test.ts');
});

it('a worker waits for a store that is away, however often it says so, and records the outcome', async () => {
  const held = createHeldAgent('x.f');
  const bench = new SessionBench([held.agent]);
  const runId = await bench.submit(one('x.f'));
  let left = 3;
  bench.beforeApply = async (command) => {
    if (command.kind === 'commit' && left-- > 0) throw new StoreError('STORE_UNAVAILABLE', 'away');
  };
  const lines: string[] = [];
  const log = createLog('warn', {}, { write: (line) => void lines.push(line) });
  const done = bench.worker({ log }).run(bench.take());
  (await held.call(1)).end(7);
  await done;
  const [first, ...later] = lines.map((line) => JSON.parse(line));
  const line = { level: 40, operation: 'commit', waiting: 1, code: 'STORE_UNAVAILABLE' };
  expect(first).toMatchObject({ ...line, tries: 1 });
  // On a machine on which three tries take a second, it tells so again.
  for (const again of later) expect(again).toMatchObject(line);
  expect([...bench.book.repeats.cells()]).toMatchObject([{ attributes: { operation: 'commit' }, value: 3 }]);
  expect(await bench.store.runs.loadRun(runId)).toMatchObject({ status: 'completed' });
});
