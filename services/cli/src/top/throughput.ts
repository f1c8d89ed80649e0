import type { AgentListView, RunSummaryView } from '@ag06/client';

/** Counters of all agents, which only grow while one optimizer leads. */
export interface Counters {
  /** When they were told, in milliseconds since 1970. */
  readonly at: number;
  readonly attempts: number;
  /** First attempts, of steps and of items. */
  readonly steps: number;
  /** Of the last minute: for a first picture, which has no earlier one to be compared with. */
  readonly lastMinute: Rates;
}

export interface Rates {
  readonly attemptsPerSec: number;
  readonly stepsPerSec: number;
}

/** A rate over less than this says little: counters are told once a second. */
const LEAST_MS = 900;
/** Counters that are kept to measure a rate over the last seconds. */
const KEPT_MS = 10_000;
const MINUTE_MS = 60_000;

/** Returns undefined if no optimizer tells any. */
export function sumCounters({ figures, items }: AgentListView): Counters | undefined {
  if (figures === null || figures.isStale) return undefined;
  let [attempts, steps, attemptsPerSec, stepsPerSec] = [0, 0, 0, 0];
  for (const { figures: one } of items) {
    if (one === null) continue;
    attempts += one.attempts;
    steps += one.steps;
    const minute = one.windows.find(({ minutes }) => minutes === 1);
    if (minute === undefined || minute.coveredSeconds === 0) continue;
    attemptsPerSec += minute.attempts / minute.coveredSeconds;
    stepsPerSec += minute.steps / minute.coveredSeconds;
  }
  return { at: Date.parse(figures.at), attempts, steps, lastMinute: { attemptsPerSec, stepsPerSec } };
}

/** Adds what was told last, and drops what is too old. Counters that went back are of another leader: they begin anew. */
export function addCounters(kept: readonly Counters[], next: Counters): readonly Counters[] {
  const last = kept.at(-1);
  if (last !== undefined && (next.attempts < last.attempts || next.steps < last.steps)) return [next];
  if (last !== undefined && next.at <= last.at) return kept;
  const recent = kept.filter(({ at }, i) => at >= next.at - KEPT_MS || i === kept.length - 1);
  return [...recent, next];
}

/** Returns how much was done in a second, between the oldest and the newest counters. */
export function toRates(kept: readonly Counters[]): Rates | undefined {
  const [first, last] = [kept[0], kept.at(-1)];
  if (first === undefined || last === undefined) return undefined;
  const ms = last.at - first.at;
  if (ms < LEAST_MS) return last.lastMinute;
  return {
    attemptsPerSec: (1_000 * (last.attempts - first.attempts)) / ms,
    stepsPerSec: (1_000 * (last.steps - first.steps)) / ms,
  };
}

/**
 * Returns how many runs were created in a second, by the newest ones: over a minute, or since the oldest of a full page if they
 * came faster.
 */
export function toStartsPerSec(newest: readonly RunSummaryView[], isFull: boolean, now: number): number {
  const times = newest.map(({ createdAt }) => Date.parse(createdAt));
  const oldest = times.at(-1) ?? now;
  const spanMs = isFull ? Math.min(MINUTE_MS, Math.max(1, now - oldest)) : MINUTE_MS;
  return (1_000 * times.filter((at) => at >= now - spanMs).length) / spanMs;
}
