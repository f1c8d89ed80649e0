import type { EventView, StepDetailView, StepView } from '@ag06/client';
import { describe, expect, test } from '@jest/globals';
import { eventsOf } from '../testing/events-of.ts';
import { toPastStep } from './past-step.ts';

/** Fails once, is tried again and completes; its run is retried, and it completes again. One event a second. */
const EVENTS = eventsOf(
  ['step.scheduled'],
  ['step.started', { worker: 'w-1', attempt: 1 }],
  ['step.retrying', { attempt: 1, dueAt: 3_000, error: { code: 'BUSY', message: 'try: later' } }],
  ['step.started', { worker: 'w-2', attempt: 2 }],
  ['step.completed', { attempt: 2 }],
  ['step.scheduled'],
  ['step.started', { worker: 'w-3', attempt: 1 }],
  ['step.completed', { attempt: 1 }],
);
const now: StepDetailView = {
  runId: 'r',
  step: 's',
  status: 'completed',
  attempt: 1,
  output: 2,
  attempts: [],
  attemptsCut: false,
};
const past = (at: number, status: StepView['status'], events = EVENTS, isCut = false) =>
  toPastStep({ step: 's', state: { status, attempt: 1 }, events, isCut, at, now });

describe('a step in the past', () => {
  test('has the attempts that there were, and their errors', () => {
    expect(past(4, 'running').attempts).toEqual([
      {
        attempt: 1,
        outcome: 'retrying',
        worker: 'w-1',
        startedAt: '1970-01-01T00:00:01.000Z',
        endedAt: '1970-01-01T00:00:02.000Z',
        waitMs: 1_000,
        durationMs: 1_000,
        error: { code: 'BUSY', message: 'try: later' },
      },
      {
        attempt: 2,
        outcome: 'running',
        worker: 'w-2',
        startedAt: '1970-01-01T00:00:03.000Z',
        waitMs: 0,
      },
    ]);
    expect(past(1, 'scheduled').attempts).toEqual([]);
  });

  test('had no input before it began', () => {
    expect(past(1, 'scheduled').hasBegun).toBe(true);
    expect(past(1, 'pending', EVENTS.slice(1)).hasBegun).toBe(false);
  });

  test('had no output before it completed', () => expect(past(4, 'running').output).toBe('none'));

  test('has the output of now, unless it was executed again since', () => {
    expect(past(8, 'completed').output).toBe('as now');
    expect(past(5, 'completed').output).toBe('not kept');
    expect(past(5, 'completed', EVENTS.slice(0, 5)).output).toBe('as now');
  });

  test('of a log that goes on may have been executed again', () =>
    expect(past(5, 'completed', EVENTS.slice(0, 5), true).output).toBe('not kept'));

  test('has no attempts of its items', () => {
    const items = EVENTS.map((event): EventView => ({ ...event, item: 0 }));
    expect(past(8, 'running', items).attempts).toEqual([]);
  });
});
