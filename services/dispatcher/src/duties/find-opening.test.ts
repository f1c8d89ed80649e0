import type { RunEvent } from '@ag06/contracts';
import type { LogPage } from '@ag06/store';
import { expect, it } from '@jest/globals';
import { findOpening } from './find-opening.ts';

/** A log with an event each millisecond of some other step, besides these by their time. */
function logOf(count: number, own: Readonly<Record<number, Partial<RunEvent>>>) {
  let reads = 0;
  const loadLogPage = async (_: string, after: number, limit: number): Promise<LogPage> => {
    reads++;
    const length = Math.max(0, Math.min(limit, count - after));
    const events = Array.from({ length }, (_, i): RunEvent => {
      const seq = after + i + 1;
      return { seq, at: seq, type: 'step.started', step: 'other', ...own[seq] };
    });
    return { events, bytes: 0, more: after + length < count };
  };
  const find = (by: number) =>
    findOpening({ loadLogPage } as never, {
      runId: 'r',
      step: 's',
      by,
      isStart: ({ type, step }) => step === 's' && type === 'step.started',
    });
  return { find, reads: () => reads };
}
const SCHEDULED = { step: 's', type: 'step.scheduled' } as const;
const STARTED = { step: 's', type: 'step.started' } as const;

it('a step was opened with its first event, before the moment or after it', async () => {
  const { find } = logOf(2_000, { 700: SCHEDULED, 900: STARTED });
  expect(await find(1_500)).toEqual({ openedAt: 900, hasStarted: true });
  expect(await find(800)).toEqual({ openedAt: 700, hasStarted: true });
  expect(await find(100)).toEqual({ openedAt: 700, hasStarted: true });
  const waiting = logOf(2_000, { 700: SCHEDULED });
  expect(await waiting.find(1_999)).toEqual({ openedAt: 700, hasStarted: false });
});

it('a retry of the run opens the steps that it names anew', async () => {
  const retried = { type: 'run.retried', steps: ['s'], step: undefined } as never;
  const { find } = logOf(2_000, { 100: SCHEDULED, 200: STARTED, 1200: retried, 1201: SCHEDULED });
  expect(await find(1_100)).toMatchObject({ openedAt: 200 });
  expect(await find(1_900)).toEqual({ openedAt: 1_200, hasStarted: false });
});

it('an opening behind 200,000 events is found with as many reads as any other', async () => {
  const { find, reads } = logOf(203_000, { 200000: SCHEDULED });
  expect(await find(202_000)).toEqual({ openedAt: 200_000, hasStarted: false });
  expect(reads()).toBeLessThan(150);
});

it('a step of which no event is near is not overdue, and counts as started', async () => {
  const { find } = logOf(100_000, { 1: SCHEDULED });
  expect(await find(50_000)).toEqual({ openedAt: undefined, hasStarted: true });
  expect(await logOf(10, {}).find(5)).toEqual({ openedAt: undefined, hasStarted: false });
});
