import type { AgentFigures, MinuteFigures, WindowFigures } from '@ag06/contracts/tuning';
import { type History, MINUTE_S, WINDOWS } from './history.ts';
import type { Sketch } from './sketch.ts';
import { Slice } from './slice.ts';

/** Returns the figures of one agent for the API, without `inflight` and `limit`, which come from the workers. */
export function toFigures(history: History, nowS: number): Omit<AgentFigures, 'inflight' | 'limit'> {
  const { total, lastAt } = history;
  return {
    attempts: total.attempts(),
    steps: total.steps,
    outcomes: { ...total.outcomes() },
    successRate: total.successRate() ?? null,
    lastAttemptAt: lastAt === undefined ? null : Math.round(lastAt * 1_000),
    windows: WINDOWS.map((minutes) => toWindow(history, minutes, nowS)),
  };
}

/** Returns the figures of a minute (counted from 1970) of all agents from those of each; undefined if there were no attempts. */
export function toMinuteFigures(minute: number, ofAgents: Iterable<Slice>): MinuteFigures | undefined {
  const slice = new Slice();
  for (const one of ofAgents) slice.merge(one);
  const attempts = slice.attempts();
  if (attempts === 0) return undefined;
  return {
    at: minute * MINUTE_S * 1_000,
    attempts,
    outcomes: { ...slice.outcomes() },
    duration: toSpread(slice.durations),
    wait: toSpread(slice.waits),
  };
}

function toWindow(history: History, minutes: number, nowS: number): WindowFigures {
  const { slice, coveredSeconds } = history.window(minutes, nowS);
  const attempts = slice.attempts();
  return {
    minutes,
    coveredSeconds,
    attempts,
    steps: slice.steps,
    outcomes: { ...slice.outcomes() },
    successRate: slice.successRate() ?? null,
    duration: toSpread(slice.durations),
    wait: toSpread(slice.waits),
    // In the first second there is no rate yet.
    perSecond: attempts / Math.max(1, coveredSeconds),
  };
}

const toSpread = (sketch: Sketch): WindowFigures['duration'] => ({
  meanMs: sketch.meanMs() ?? null,
  p50Ms: sketch.quantileMs(0.5) ?? null,
  p95Ms: sketch.quantileMs(0.95) ?? null,
  p99Ms: sketch.quantileMs(0.99) ?? null,
});
