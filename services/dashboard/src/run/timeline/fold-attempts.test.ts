import { expect, test } from '@jest/globals';
import { eventsOf } from '../testing/events-of.ts';
import { foldAttempts } from './fold-attempts.ts';

test('attempts have their waits in the queue, their worker, and what went wrong', () => {
  const rows = foldAttempts(
    eventsOf(
      ['step.scheduled'],
      ['step.started', { attempt: 1, worker: 'w-1' }],
      ['step.retrying', { attempt: 1, dueAt: 3_000, error: { code: 'X', message: 'no' } }],
      ['custom'],
      ['step.started', { attempt: 2, worker: 'w-2' }],
      ['step.completed', { attempt: 2 }],
    ),
  );
  expect(rows).toEqual([
    {
      step: 's',
      left: 0,
      bars: [
        expect.objectContaining({
          attempt: 1,
          worker: 'w-1',
          dueAt: 0,
          startedAt: 1_000,
          endedAt: 2_000,
          outcome: 'retrying',
          note: 'X: no',
        }),
        expect.objectContaining({
          attempt: 2,
          worker: 'w-2',
          dueAt: 3_000,
          startedAt: 4_000,
          endedAt: 5_000,
          outcome: 'completed',
        }),
      ],
    },
  ]);
});

test('a wait for something from outside is a bar of its own', () => {
  const [row] = foldAttempts(
    eventsOf(['step.waiting', { reason: 'signal:go' }], ['step.completed', { output: 1 }]),
  );
  expect(row?.bars).toMatchObject([{ outcome: 'waiting', startedAt: 0, endedAt: 1_000, note: 'signal:go' }]);
});

test('a step that is executed now has an open bar', () => {
  const [row] = foldAttempts(eventsOf(['step.scheduled'], ['step.started']));
  expect(row?.bars).toMatchObject([{ outcome: 'running', startedAt: 1_000 }]);
  expect(row?.bars[0]?.endedAt).toBeUndefined();
});

test('an attempt whose worker died is lost, and goes on with another worker', () => {
  const [row] = foldAttempts(
    eventsOf(
      ['step.started', { worker: 'w-1' }],
      ['step.redelivered', { worker: 'w-2', reason: 'stalled' }],
      ['step.completed'],
    ),
  );
  expect(row?.bars).toMatchObject([
    { worker: 'w-1', outcome: 'lost', endedAt: 1_000 },
    { worker: 'w-2', outcome: 'completed', startedAt: 1_000 },
  ]);
});

test('a failure without a start is a bar without a length', () => {
  const [row] = foldAttempts(eventsOf(['step.failed', { error: { code: 'X', message: 'no' } }]));
  expect(row?.bars).toMatchObject([{ outcome: 'failed', startedAt: 0, endedAt: 0 }]);
});

test('steps that only were skipped have no row', () => {
  expect(foldAttempts(eventsOf(['step.skipped']))).toEqual([]);
});

test('items are bars of their step, and a bounded number of them is kept', () => {
  const items = Array.from({ length: 10_000 }, (_, item) => [
    ['item.started', { item }] as const,
    ['item.completed', { item }] as const,
  ]).flat();
  const [row, ...more] = foldAttempts(eventsOf(...items));
  expect(more).toEqual([]);
  expect(row?.bars).toHaveLength(400);
  expect(row?.left).toBe(9_600);
  expect(row?.bars[1]).toMatchObject({ item: 1, startedAt: 2_000, endedAt: 3_000 });
});
