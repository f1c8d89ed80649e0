import type { EventView } from '@ag06/client';
import { expect, test } from '@jest/globals';
import { eventsOf } from '../testing/events-of.ts';
import { tellCompleted } from './tell-completed.ts';

const run = { createdAt: '2026-01-01T00:00:00.000Z', finishedAt: '2026-01-01T00:01:01.000Z' };
const kept = (...types: readonly EventView['type'][]) =>
  eventsOf(...types.map((type) => [type] as const)).map((event) => ({ event, cut: [] }));

test.each([
  [kept('step.started', 'step.completed'), false, 'It completed in 1 min 1 s.'],
  [kept('step.started', 'step.retrying'), false, 'It completed in 1 min 1 s, after 1 retry.'],
  [kept('step.retrying', 'run.retried'), false, 'It completed in 1 min 1 s, after 2 retries.'],
  [kept('step.retrying'), true, 'It completed in 1 min 1 s, after at least 1 retry.'],
])('a completed run tells how long it took and how often it was retried: case %#', (events, isCut, told) =>
  expect(tellCompleted(run, { events, isCut })).toBe(told),
);
