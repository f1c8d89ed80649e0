import type { RunMeta } from '@ag06/protocol';
import { expect, it } from '@jest/globals';
import { priorityKeyOf } from './priority-key.ts';

const EPOCH = Date.UTC(2030, 0, 1);
const HOUR_MS = 3_600_000;
const run = (createdAt: number, delayMs?: number) => ({
  createdAt,
  meta: { priority: 'normal', ...(delayMs !== undefined && { delayMs }) } as RunMeta,
});
const STEP = { priority: undefined };

it('the priority key counts a delayed run from its start: it does not overtake what has waited since before that', () => {
  const delayed = priorityKeyOf(run(EPOCH, HOUR_MS), STEP, EPOCH);
  const waiting = priorityKeyOf(run(EPOCH + HOUR_MS - 60_000), STEP, EPOCH);
  const later = priorityKeyOf(run(EPOCH + HOUR_MS + 60_000), STEP, EPOCH);
  expect(waiting).toBeLessThan(delayed);
  expect(delayed).toBeLessThan(later);
});

it('the priority key goes by the priority of the step, if it has one, and else by that of its run', () => {
  const [own, ofRun] = [{ priority: 'critical' } as const, STEP];
  expect(priorityKeyOf(run(EPOCH), own, EPOCH)).toBeLessThan(priorityKeyOf(run(EPOCH), ofRun, EPOCH));
});
