/**
 * Modules remember moments, and here the clock is not the true one.
 * @jest-environment node
 */
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { HostClock } from './host-clock.ts';

const NOW = Date.UTC(2030, 0, 1);
beforeEach(() => void jest.useFakeTimers({ now: NOW }));
afterEach(() => void jest.useRealTimers());

function createClock(storeNow: () => number, tookMs = 0) {
  const told: object[] = [];
  const log = { warn: (fields: object) => void told.push(fields) };
  const now = async () => {
    const moment = storeNow();
    jest.advanceTimersByTime(tookMs);
    return moment;
  };
  return { clock: new HostClock({ now }, log as never), told };
}

describe('the clock of a host', () => {
  it('that is more than 2 s off the store’s is told of once', async () => {
    const { clock, told } = createClock(() => NOW + 3_000);
    await clock.measure();
    await clock.measure();
    expect(clock.aheadMs).toBe(-3_000);
    expect(told).toEqual([{ code: 'WORKER_CLOCK_OFF', aheadMs: -3_000 }]);
  });

  it('that is less off is not told of', async () => {
    const { clock, told } = createClock(() => NOW - 1_999);
    await clock.measure();
    expect(clock.aheadMs).toBe(1_999);
    expect(told).toEqual([]);
  });

  it('is not judged by an answer that took more than a second', async () => {
    const { clock } = createClock(() => NOW - 60_000, 1_001);
    await clock.measure();
    expect(clock.aheadMs).toBeUndefined();
  });
});
