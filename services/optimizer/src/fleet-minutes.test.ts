import { expect, it } from '@jest/globals';
import { FleetMinutes } from './fleet-minutes.ts';

const MINUTE_MS = 60_000;
const spread = { meanMs: 1, p50Ms: 1, p95Ms: 1, p99Ms: 1 };
const outcomes = { ok: 1, error: 0, timeout: 0, '429': 0, cancelled: 0, oom: 0 };

/** Minutes of a fleet that has attempts in all of them but these. */
function createMinutes(idle: readonly number[] = []) {
  const asked: number[] = [];
  const minutes = new FleetMinutes({
    minute: (minute) => {
      asked.push(minute);
      return idle.includes(minute)
        ? undefined
        : { at: minute * MINUTE_MS, attempts: 1, outcomes, duration: spread, wait: spread };
    },
  });
  const told = () => minutes.minutes.map(({ at }) => at / MINUTE_MS);
  return { minutes, asked, told };
}

it('a minute is told when all of its samples are known, and counted once', async () => {
  const { minutes, asked, told } = createMinutes();
  await minutes.count(100 * MINUTE_MS);
  expect(told()).toEqual(Array.from({ length: 60 }, (_, i) => 40 + i));
  const before = minutes.minutes;
  asked.length = 0;
  await minutes.count(101 * MINUTE_MS - 1);
  expect(minutes.minutes).toBe(before);
  await minutes.count(101 * MINUTE_MS);
  expect(asked).toEqual([100]);
  expect(told()).toEqual(Array.from({ length: 60 }, (_, i) => 41 + i));
});

it('minutes without attempts are left out, and tell nothing new', async () => {
  const { minutes, told } = createMinutes([98, 100]);
  await minutes.count(100 * MINUTE_MS);
  expect(told().slice(-2)).toEqual([97, 99]);
  const before = minutes.minutes;
  await minutes.count(101 * MINUTE_MS);
  expect(minutes.minutes).toBe(before);
});

it('after a long sleep only the last hour is counted', async () => {
  const { minutes, asked, told } = createMinutes();
  await minutes.count(100 * MINUTE_MS);
  asked.length = 0;
  await minutes.count(100_000 * MINUTE_MS);
  expect(asked).toHaveLength(60);
  expect(told()[0]).toBe(99_940);
  expect(told()).toHaveLength(60);
});
