import type { RunEvent } from '@ag06/contracts';
import { expect, it } from '@jest/globals';
import { AttemptFold } from './attempt-fold.ts';

const error = { code: 'AGENT_FAILED', message: 'no' };

function fold(events: readonly (Partial<RunEvent> & Pick<RunEvent, 'type' | 'at'>)[]) {
  const attempts = new AttemptFold();
  for (const [i, event] of events.entries()) attempts.add({ seq: i + 1, step: 'a', attempt: 1, ...event });
  return attempts.attempts;
}

it('AttemptFold measures how long each attempt waited and ran, and names its worker', () => {
  expect(
    fold([
      { type: 'step.scheduled', at: 100 },
      { type: 'step.started', at: 150, worker: 'w-1' },
      { type: 'step.retrying', at: 250, error, dueAt: 1_250, worker: 'w-1', durationMs: 99.5, stack: 'x' },
      { type: 'step.started', at: 1_300, attempt: 2, worker: 'w-2' },
      { type: 'step.completed', at: 1_400, attempt: 2 },
    ]),
  ).toEqual([
    {
      attempt: 1,
      outcome: 'retrying',
      worker: 'w-1',
      startedAt: 150,
      endedAt: 250,
      waitMs: 50,
      durationMs: 99.5,
      error,
      stack: 'x',
    },
    {
      attempt: 2,
      outcome: 'completed',
      worker: 'w-2',
      startedAt: 1_300,
      endedAt: 1_400,
      waitMs: 50,
      durationMs: 100,
    },
  ]);
});

it('AttemptFold records the death of a worker and who went on, at once or from a queue', () => {
  const lost = [
    { type: 'step.started', at: 1, worker: 'w-1' },
    { type: 'step.redelivered', at: 11, worker: 'w-2' },
  ] as const;
  expect(fold([...lost, { type: 'step.completed', at: 12 }])).toMatchObject([
    { outcome: 'lost', worker: 'w-1', durationMs: 10 },
    { outcome: 'completed', worker: 'w-2', durationMs: 1 },
  ]);
  expect(fold([...lost, { type: 'step.started', at: 15, worker: 'w-3' }])).toMatchObject([
    { outcome: 'lost', worker: 'w-1' },
    { outcome: 'running', worker: 'w-3', startedAt: 15, waitMs: 4 },
  ]);
});

it('AttemptFold records an attempt that was given back; the next has no worker until it starts', () => {
  expect(
    fold([
      { type: 'item.started', at: 1, item: 3, worker: 'w-1' },
      { type: 'item.redelivered', at: 5, item: 3, worker: 'w-1', reason: 'released' },
    ]),
  ).toMatchObject([{ outcome: 'released', durationMs: 4 }]);
});

it('AttemptFold records failures without a start, and no attempt while a breaker blocks the step', () => {
  expect(fold([{ type: 'step.failed', at: 7, error, worker: 'w-1' }])).toEqual([
    { attempt: 1, outcome: 'failed', worker: 'w-1', endedAt: 7, error },
  ]);
  expect(fold([{ type: 'step.blocked', at: 7, blockedBy: 'breaker:shop' }])).toEqual([]);
  expect(fold([{ type: 'step.skipped', at: 7 }])).toEqual([]);
});

it('AttemptFold records attempts that run, were cancelled, timed out, and were put aside', () => {
  const started = { type: 'step.started', at: 1, worker: 'w-1' } as const;
  expect(fold([started])).toMatchObject([{ outcome: 'running' }]);
  expect(fold([started, { type: 'step.cancelled', at: 2 }])).toMatchObject([{ outcome: 'cancelled' }]);
  expect(fold([started, { type: 'step.timed_out', at: 2, error }])).toMatchObject([{ outcome: 'timed_out' }]);
  const blocked = { type: 'step.blocked', at: 2, blockedBy: 'breaker:shop', error } as const;
  expect(fold([started, blocked])).toMatchObject([{ outcome: 'blocked', error }]);
});

it('AttemptFold counts attempts from 1 in each iteration of a step', () => {
  expect(
    fold([
      { type: 'step.started', at: 100, worker: 'w-1' },
      { type: 'step.iterated', at: 150, output: 1 },
      { type: 'step.scheduled', at: 150, iteration: 1 },
      { type: 'step.started', at: 170, iteration: 1, worker: 'w-2' },
      { type: 'step.retrying', at: 180, iteration: 1, error, dueAt: 180 },
      { type: 'step.started', at: 190, iteration: 1, attempt: 2, worker: 'w-2' },
      { type: 'step.completed', at: 200, iteration: 1, attempt: 2 },
    ]).map(({ iteration, attempt, outcome, waitMs }) => [iteration, attempt, outcome, waitMs]),
  ).toEqual([
    [undefined, 1, 'completed', undefined],
    [1, 1, 'retrying', 20],
    [1, 2, 'completed', 10],
  ]);
});

it('AttemptFold goes on after the retry of a run, and says in which round an attempt was', () => {
  const attempts = fold([
    { type: 'step.started', at: 100, worker: 'w-1' },
    { type: 'step.failed', at: 150, error },
    { type: 'run.retried', at: 200, round: 1 },
    { type: 'step.scheduled', at: 201 },
    { type: 'step.started', at: 210, worker: 'w-2' },
  ]);
  expect(attempts).toMatchObject([
    { attempt: 1, outcome: 'failed', worker: 'w-1' },
    { attempt: 1, outcome: 'running', round: 1, worker: 'w-2', waitMs: 9 },
  ]);
  expect(attempts[0]).not.toHaveProperty('round');
});

it('AttemptFold takes each child of a step for an attempt, and no other wait', () => {
  const attempts = fold([
    { type: 'step.waiting', at: 100, reason: 'child:r0-1' },
    { type: 'step.retrying', at: 150, error, dueAt: 160 },
    { type: 'step.waiting', at: 160, attempt: 2, reason: 'child:r0-2' },
    { type: 'step.completed', at: 170, attempt: 2 },
  ]);
  expect(attempts).toMatchObject([
    { attempt: 1, outcome: 'retrying', runId: 'r0-1', durationMs: 50 },
    { attempt: 2, outcome: 'completed', runId: 'r0-2', durationMs: 10 },
  ]);
  expect(fold([{ type: 'step.waiting', at: 100, reason: 'timer' }])).toEqual([]);
});
