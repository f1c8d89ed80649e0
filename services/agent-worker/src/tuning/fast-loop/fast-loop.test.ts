import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { FastLoop } from './fast-loop.ts';
import type { Second } from './second.ts';

const CALM: Second = {
  now: 0,
  published: 40,
  own: 10,
  isPublished: true,
  limit: 40,
  inflight: 40,
  succeeded: 0,
  sumLnMs: 0,
  ended: 0,
  refused: 0,
  retryAfterMs: 0,
  callsOneService: true,
  loopShare: 0.2,
  cpuShare: 0.2,
  memoryShare: 0.1,
};

/** Plays seconds, each under the limit that the one before left. */
function play(seconds: readonly Partial<Second>[], always: Partial<Second> = {}) {
  const loop = new FastLoop();
  let limit = always.published ?? CALM.published;
  return seconds.map((second, i) => {
    const safe = loop.step({ ...CALM, now: i * 1_000, limit, ...always, ...second });
    limit = safe.limit;
    return safe;
  });
}
const times = <T>(count: number, one: T): T[] => Array.from({ length: count }, () => one);
const taking = (ms: number, calls = 20): Partial<Second> => ({
  succeeded: calls,
  ended: calls,
  sumLnMs: calls * Math.log(ms),
});
const refusing = (refused: number, retryAfterMs = 0): Partial<Second> => ({
  ended: 10,
  refused,
  retryAfterMs,
});

it('calm seconds leave the published limit', () => {
  expect(play(times(50, taking(100)))).toEqual(times(50, { limit: 40, because: [] }));
});

it('the second window of calls that take four times as long brakes, and the limit comes back when they are fast', () => {
  const limits = play([...times(5, taking(100)), ...times(2, taking(400)), ...times(20, taking(100))]);
  expect(limits[5]).toEqual({ limit: 40, because: [] });
  expect(limits[6]).toEqual({ limit: 16, because: ['latency'] });
  expect(limits[7]).toEqual({ limit: 17, because: ['latency'] });
  expect(limits.at(-1)).toEqual({ limit: 40, because: [] });
});

it('calls that stay slow are the new reference after a while', () => {
  const limits = play([...times(5, taking(100)), ...times(200, taking(300))]);
  expect(Math.min(...limits.map(({ limit }) => limit))).toBeGreaterThanOrEqual(4);
  expect(limits.at(-1)).toEqual({ limit: 40, because: [] });
});

it('calls that take a few milliseconds more, and calls under nobody’s limit, are not braked', () => {
  const slower = [...times(5, taking(0.1)), ...times(5, taking(4))];
  expect(play(slower).every(({ limit }) => limit === 40)).toBe(true);
  const slow = [...times(5, taking(100)), ...times(5, taking(900))];
  const own = { published: 10, isPublished: false };
  expect(play(slow, own).every(({ limit }) => limit === 10)).toBe(true);
});

it('a service that refuses a fifth of the calls gets a fifth fewer at a time, and more again when it refuses none', () => {
  const limits = play([refusing(2), ...times(6, { ended: 10 })]);
  expect(limits[0]).toEqual({ limit: 31, because: ['rate'] });
  expect(limits.at(-1)).toEqual({ limit: 40, because: [] });
});

it('a service that refuses most calls gets none until the time that it named', () => {
  const limits = play([refusing(9, 3_000), ...times<Partial<Second>>(5, {})]);
  expect(limits.slice(0, 3)).toEqual(times(3, { limit: 0, because: ['rate'] }));
  expect(limits[3]?.limit).toBe(4);
  const several = play([refusing(9, 3_000), ...times<Partial<Second>>(2, {})], { callsOneService: false });
  expect(several[0]?.limit).toBe(3);
});

it.each([
  ['a busy event loop takes', 'event-loop', 'loopShare'],
  ['busy CPUs take', 'cpu', 'cpuShare'],
])('%s back what was raised above the worker’s own limit, and no more', (_, caution, share) => {
  const limits = play([...times(20, { [share]: 0.95 }), ...times(20, {})]);
  expect(limits[0]).toEqual({ limit: 36, because: [caution] });
  expect(limits[19]).toEqual({ limit: 10, because: [caution] });
  expect(limits.at(-1)).toEqual({ limit: 40, because: [] });
  const own = { published: 10, isPublished: false };
  expect(play(times(20, { [share]: 1 }), own).every(({ limit }) => limit === 10)).toBe(true);
});

it('memory that grows with attempts caps them where it would reach 85 %', () => {
  const growing = [4, 8, 16, 32].map((inflight) => ({ inflight, memoryShare: 0.4 + 0.01 * inflight }));
  const limits = play(growing);
  expect(limits.slice(0, 3).map(({ limit }) => limit)).toEqual([40, 40, 40]);
  expect(limits[3]?.limit).toBe(40);
  const steep = [4, 8, 16].map((inflight) => ({ inflight, memoryShare: 0.4 + 0.025 * inflight }));
  expect(play(steep)[2]).toEqual({ limit: 18, because: ['memory'] });
});

it('full memory that does not depend on the attempts lowers them all the same', () => {
  expect(play(times(3, { memoryShare: 0.9 })).map(({ limit }) => limit)).toEqual([36, 32, 28]);
});

it('a cap of the memory goes when there is room again, although the process keeps most of what it had', () => {
  const full = times(40, { memoryShare: 0.9, inflight: 4 });
  const limits = play([...full, ...times(100, { memoryShare: 0.8, inflight: 4 })]);
  expect(limits[39]).toEqual({ limit: 1, because: ['memory'] });
  expect(limits.at(-1)).toEqual({ limit: 40, because: [] });
});

it('whatever happens, the limit is an integer from 0 to the published one', () => {
  const second = fc.record({
    published: fc.integer({ min: 1, max: 200 }),
    own: fc.integer({ min: 1, max: 50 }),
    isPublished: fc.boolean(),
    inflight: fc.nat(200),
    succeeded: fc.nat(100),
    sumLnMs: fc.double({ min: -500, max: 2_000, noNaN: true }),
    ended: fc.nat(100),
    refused: fc.nat(100),
    retryAfterMs: fc.nat(100_000),
    callsOneService: fc.boolean(),
    loopShare: fc.double({ min: 0, max: 1, noNaN: true }),
    cpuShare: fc.double({ min: 0, max: 2, noNaN: true }),
    memoryShare: fc.double({ min: 0, max: 1, noNaN: true }),
  });
  fc.assert(
    fc.property(fc.array(second, { maxLength: 80 }), (seconds) => {
      const limits = play(seconds);
      for (const [i, { limit, because }] of limits.entries()) {
        const published = seconds[i]?.published ?? 0;
        expect(Number.isInteger(limit)).toBe(true);
        expect(limit).toBeGreaterThanOrEqual(0);
        expect(limit).toBeLessThanOrEqual(published);
        expect(because.length > 0).toBe(limit < published);
      }
    }),
  );
});
