import type { EventView } from '@ag06/client';
import { expect, test } from '@jest/globals';
import { RunLog } from './run-log.ts';

const eventOf = (seq: number): EventView => ({
  seq,
  type: 'custom',
  at: '2026-11-28T09:00:00.000Z',
  correlationId: 'c',
  traceId: null,
});

/** A log of `length.value` events, which remembers from where it was read. */
function createLog(length: { value: number }, max?: number) {
  const asked: number[] = [];
  const log = new RunLog(async function* (after) {
    asked.push(after);
    for (let seq = after + 1; seq <= length.value; seq++) yield eventOf(seq);
  }, max);
  return { log, asked };
}

const { signal } = new AbortController();

test('a log loads on from its last event', async () => {
  const length = { value: 3 };
  const { log, asked } = createLog(length);
  await log.grow(signal, () => {});
  length.value = 5;
  await log.grow(signal, () => {});
  expect(asked).toEqual([0, 3]);
  expect(log.events.map(({ event }) => event.seq)).toEqual([1, 2, 3, 4, 5]);
  expect(log.isCut).toBe(false);
});

test('a log that is longer than the limit says so, and is asked no more', async () => {
  const { log, asked } = createLog({ value: 11 }, 10);
  await log.grow(signal, () => {});
  await log.grow(signal, () => {});
  expect(log.lastSeq).toBe(10);
  expect(log.isCut).toBe(true);
  expect(asked).toEqual([0]);
});

test('a long log is shown while it is loaded: less often the longer it is', async () => {
  const { log } = createLog({ value: 20_000 });
  const shown: number[] = [];
  await log.grow(signal, () => shown.push(log.lastSeq));
  expect(shown).toEqual([2_000, 4_000, 8_000, 16_000]);
});

test('a log of exactly the limit is whole', async () => {
  const { log } = createLog({ value: 10 }, 10);
  await log.grow(signal, () => {});
  expect(log).toMatchObject({ lastSeq: 10, isCut: false });
});
