import { agent } from '@ag06/agent-kit';
import type { Command } from '@ag06/protocol';
import { ResultBuffer } from '@ag06/runtime';
import { StoreError } from '@ag06/store';
import { until } from '@ag06/test-support';
import { expect, it } from '@jest/globals';
import { z } from 'zod';
import { step } from '../testing/definitions.ts';
import { SessionBench } from '../testing/session-bench.ts';

/** Two runs, and a worker with one slot whose store is away for outcomes. */
async function cutOff(bufferBytes: number) {
  const called: string[] = [];
  const note = agent({
    name: 'x.note',
    input: z.string(),
    handler: (name) => {
      called.push(name);
      return name;
    },
  });
  const bench = new SessionBench([note]);
  bench.results = new ResultBuffer(bufferBytes, { answeredWithinMs: 10 });
  let isAway = true;
  bench.beforeApply = async (command: Command) => {
    const isOutcome = command.kind === 'commit' && command.change.to === 'completed';
    if (isAway && isOutcome) throw new StoreError('STORE_UNAVAILABLE', 'It was cut off.');
  };
  const runIds: string[] = [];
  for (const name of ['first', 'second'])
    runIds.push(await bench.submit({ name: 'one', steps: { a: step('x.note', [], { with: name }) } }));
  const worker = bench.worker({ slots: 1 });
  const sessions = [worker.run(bench.take()), worker.run(bench.take())];
  const mend = async () => {
    isAway = false;
    await Promise.all(sessions);
    const runs = await Promise.all(runIds.map((runId) => bench.store.runs.loadRun(runId)));
    return runs.map((run) => run?.output);
  };
  return { bench, worker, called, mend };
}

it('a result that waits for the store gives its slot to the next step', async () => {
  const { bench, called, mend } = await cutOff(1_000_000);
  await until(() => bench.results.describe().results === 2);
  expect(called).toEqual(['first', 'second']);
  expect(bench.results.isFull).toBe(false);
  expect(await mend()).toEqual([{ a: 'first' }, { a: 'second' }]);
  expect(bench.results.describe()).toMatchObject({ results: 0, bytes: 0 });
  expect(called).toEqual(['first', 'second']);
});

it('a worker whose buffer is full begins no step until the store has taken a result', async () => {
  const { bench, called, mend } = await cutOff(0);
  await until(() => bench.results.isFull);
  expect(called).toEqual(['first']);
  expect(await mend()).toEqual([{ a: 'first' }, { a: 'second' }]);
  expect(called).toEqual(['first', 'second']);
});

it('a result that waits leaves the gate, so that a step which must be alone begins', async () => {
  const { bench, worker, mend } = await cutOff(1_000_000);
  await until(() => bench.results.describe().results === 2);
  const leave = await worker.parts.gate.enterAlone();
  expect(worker.parts.gate.isIdleBut(1)).toBe(true);
  leave();
  expect(await mend()).toEqual([{ a: 'first' }, { a: 'second' }]);
});

it('a result that waits counts the input of its run and its job in hand', async () => {
  const { bench, mend } = await cutOff(1_000_000);
  await until(() => bench.results.describe().results === 2);
  expect(bench.results.describe().bytes).toBeGreaterThan(2 * 16 * 1_024);
  expect(bench.waitingJobs.of('x.note')).toBe(2);
  await mend();
  expect(bench.waitingJobs.of('x.note')).toBe(0);
});
