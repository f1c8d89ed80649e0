/**
 * Modules remember moments, and here the clock is not the true one.
 * @jest-environment node
 */
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { callAtTick, TICK_MS } from './shared-ticks.ts';

beforeEach(() => void jest.useFakeTimers());
afterEach(() => {
  for (const cancel of cancels.splice(0)) cancel();
  jest.useRealTimers();
});

const cancels: (() => void)[] = [];

/** Waits again and again; returns the moments at which it was called, by the clock of the process. */
function follow(afterMs: number): number[] {
  const calls: number[] = [];
  let cancel = () => {};
  const wait = () => {
    cancel = callAtTick(afterMs, () => {
      calls.push(performance.now());
      wait();
    });
  };
  wait();
  cancels.push(() => cancel());
  return calls;
}

const waitsOf = (calls: readonly number[]): readonly number[] =>
  calls.slice(1).map((call, i) => call - (calls[i] ?? 0));

describe('ticks of a process', () => {
  it('let waits of a second that began at any time meet at the same ticks, and those of half a second there too', async () => {
    const seconds: number[][] = [];
    for (let i = 0; i < 5; i++) {
      seconds.push(follow(1_000));
      await jest.advanceTimersByTimeAsync(TICK_MS);
    }
    const halves = follow(500);
    await jest.advanceTimersByTimeAsync(20_000);
    const moments = new Set(seconds.flatMap((calls) => calls.slice(-5)));
    expect(moments.size).toBeLessThanOrEqual(6);
    expect([...moments].filter((at) => halves.includes(at)).length).toBeGreaterThanOrEqual(5);
  });

  it.each([250, 300, 500, 1_000, 1_500, 2_500, 5_000])(
    'end a wait of %d ms no later, and no sooner than after two fifths of it',
    async (afterMs) => {
      await jest.advanceTimersByTimeAsync(TICK_MS / 3);
      const calls = follow(afterMs);
      await jest.advanceTimersByTimeAsync(10 * afterMs);
      const waits = waitsOf(calls);
      expect(waits.length).toBeGreaterThanOrEqual(8);
      // A fake timer fires at whole milliseconds.
      expect(Math.max(...waits)).toBeLessThanOrEqual(afterMs + 2);
      expect(Math.min(...waits)).toBeGreaterThanOrEqual(0.4 * afterMs - 1);
    },
  );

  it('let waits of two and of four seconds meet, whenever they began', async () => {
    const [pairs, fours]: number[][][] = [[], []];
    for (let i = 0; i < 5; i++) {
      pairs?.push(follow(2_000));
      fours?.push(follow(4_000));
      await jest.advanceTimersByTimeAsync(2.3 * TICK_MS);
    }
    await jest.advanceTimersByTimeAsync(40_000);
    const all = [...(pairs ?? []), ...(fours ?? [])];
    const late = Math.max(...all.flat()) - 8_200;
    const moments = new Set(all.flatMap((calls) => calls.filter((at) => at > late)));
    expect(moments.size).toBeLessThanOrEqual(5);
    for (const calls of pairs ?? []) expect(Math.min(...waitsOf(calls))).toBeGreaterThanOrEqual(998);
    for (const calls of fours ?? []) expect(Math.min(...waitsOf(calls))).toBeGreaterThanOrEqual(2_998);
  });

  it('let waits of five and of ten seconds meet, whenever they began, and shorten none by more than two seconds', async () => {
    const all: number[][] = [];
    for (let i = 0; i < 5; i++) {
      all.push(follow(5_000), follow(10_000));
      await jest.advanceTimersByTimeAsync(3.3 * TICK_MS);
    }
    await jest.advanceTimersByTimeAsync(100_000);
    const late = Math.max(...all.flat()) - 20_500;
    const moments = new Set(all.flatMap((calls) => calls.filter((at) => at > late)));
    expect(moments.size).toBeLessThanOrEqual(5);
    for (const [i, calls] of all.entries())
      expect(Math.min(...waitsOf(calls))).toBeGreaterThanOrEqual((i % 2 === 0 ? 5_000 : 10_000) - 2_000 - 2);
  });

  it('tell how late they come', async () => {
    let late = Number.NaN;
    callAtTick(1_000, (lateMs) => {
      late = lateMs;
    });
    await jest.advanceTimersByTimeAsync(1_001);
    expect(late).toBeGreaterThanOrEqual(0);
    expect(late).toBeLessThan(3);
  });

  it('call nobody who has cancelled', async () => {
    const act = jest.fn();
    const others = follow(1_000);
    callAtTick(1_000, act)();
    await jest.advanceTimersByTimeAsync(3_000);
    expect(act).toHaveBeenCalledTimes(0);
    expect(others.length).toBeGreaterThanOrEqual(2);
  });
});
