import {
  PRIORITIES,
  PRIORITY_KEY_MAX,
  PRIORITY_KEY_REBASE,
  type Priority,
  toPriorityKey,
} from '@ag06/contracts';
import type { RunMeta } from '@ag06/protocol';
import { expect, it } from '@jest/globals';
import { priorityKeyOf } from './priority-key.ts';

const EPOCH = Date.UTC(2030, 0, 1);
const HOUR_MS = 3_600_000;
const run = (createdAt: number, delayMs?: number) => ({
  createdAt,
  meta: { priority: 'normal', ...(delayMs !== undefined && { delayMs }) } as RunMeta,
});
const STEP = { agent: 'x', priority: undefined };
const ORDER = { epoch: () => EPOCH };

it('the priority key counts a delayed run from its start: it does not overtake what has waited since before that', () => {
  const delayed = priorityKeyOf(run(EPOCH, HOUR_MS), STEP, ORDER);
  const waiting = priorityKeyOf(run(EPOCH + HOUR_MS - 60_000), STEP, ORDER);
  const later = priorityKeyOf(run(EPOCH + HOUR_MS + 60_000), STEP, ORDER);
  expect(waiting).toBeLessThan(delayed);
  expect(delayed).toBeLessThan(later);
});

it('the priority key goes by the priority of the step, if it has one, and else by that of its run', () => {
  const [own, ofRun] = [{ agent: 'x', priority: 'critical' } as const, STEP];
  expect(priorityKeyOf(run(EPOCH), own, ORDER)).toBeLessThan(priorityKeyOf(run(EPOCH), ofRun, ORDER));
});

it('the priority key goes by the ageing that is published for the queue of the agent, and by no other', () => {
  const order = { epoch: () => EPOCH, ageingOf: (agent: string) => (agent === 'x' ? 5_000 : undefined) };
  const keyOf = (agent: string, createdAt: number, priority: Priority) =>
    priorityKeyOf(run(createdAt), { agent, priority }, order);
  expect(keyOf('x', EPOCH, 'low') - keyOf('x', EPOCH, 'normal')).toBe(5);
  expect(keyOf('x', EPOCH, 'low')).toBe(keyOf('x', EPOCH + 5_000, 'normal'));
  expect(keyOf('y', EPOCH, 'low') - keyOf('y', EPOCH, 'normal')).toBe(60);
});

it('the priority key is strictly by level where an ageing is null, and stays below the bound of the queues', () => {
  const keys = PRIORITIES.map((level, i) => toPriorityKey(EPOCH + (4 - i) * HOUR_MS, level, EPOCH, null));
  expect(keys).toEqual(keys.toSorted((a, b) => a - b));
  expect(new Set(keys).size).toBe(PRIORITIES.length);
  const last = toPriorityKey(EPOCH + PRIORITY_KEY_REBASE * 1_000, 'bulk', EPOCH, null);
  expect(last + 7 * 24 * 3_600).toBeLessThan(PRIORITY_KEY_MAX);
});

it('the priority key is by the start of the run alone where an ageing is 0, and counts parts of a second', () => {
  const keyOf = (createdAt: number, level: Priority, ageing: number) =>
    toPriorityKey(createdAt, level, EPOCH, ageing);
  expect(keyOf(EPOCH, 'bulk', 0)).toBe(keyOf(EPOCH, 'critical', 0));
  expect(keyOf(EPOCH + 600, 'high', 300)).toBe(keyOf(EPOCH + 100, 'critical', 0));
  expect(keyOf(EPOCH + 600, 'high', 400)).toBe(keyOf(EPOCH + 1_000, 'critical', 0));
});
