import { AgentFigures } from '@ag06/contracts/tuning';
import { expect, it } from '@jest/globals';
import { toRates } from './to-rates.ts';

const OUTCOMES = { ok: 0, error: 0, timeout: 0, '429': 0, cancelled: 0, oom: 0 };
const SPREAD = { meanMs: null, p50Ms: null, p95Ms: null, p99Ms: null };
const COUNTS = { attempts: 0, steps: 0, outcomes: OUTCOMES, successRate: null };
const window = (minutes: number, attempts: number, perSecond: number) => ({
  ...COUNTS,
  minutes,
  attempts,
  perSecond,
  coveredSeconds: 60,
  duration: SPREAD,
  wait: SPREAD,
});
const agent = (...windows: readonly object[]) =>
  AgentFigures.parse({ ...COUNTS, inflight: 0, limit: 0, lastAttemptAt: null, windows });

it('the rate of an agent is that of the shortest time in which it had attempts', () => {
  const agents = {
    busy: agent(window(60, 9, 0.1), window(1, 60, 1)),
    slow: agent(window(1, 0, 0), window(10, 6, 0.01)),
    idle: agent(window(1, 0, 0)),
  };
  expect([...toRates({ at: 1_000, agents }, 2_000)]).toEqual([
    ['busy', 1],
    ['slow', 0.01],
    ['idle', 0],
  ]);
});

it('there is no rate without an optimizer, nor by one that has told none for half a minute', () => {
  const agents = { busy: agent(window(1, 60, 1)) };
  expect(toRates(undefined, 0).size).toBe(0);
  expect(toRates({ at: 1_000, agents }, 30_999).size).toBe(1);
  expect(toRates({ at: 1_000, agents }, 31_000).size).toBe(0);
});
