import type { Demand } from './demand.ts';

/** Workers that an agent needs by one reading, and why. */
export interface Need {
  readonly workers: number;
  readonly why: NeedReason;
  /** Attempts a second that are expected when a worker that is started now is ready. Undefined before two readings. */
  readonly forecastPerSec: number | undefined;
}

/**
 * `idle`: nothing waits, runs or comes. `wake`: work waits and no worker serves the agent. `unmeasured`: nobody knows yet how
 * long an attempt takes. `held-back`: the queue gives out nothing. `arrivals`: what comes fills the slots. `backlog`: so
 * that what waits is worked off in time. `running`: as many have attempts that run.
 */
export type NeedReason = 'idle' | 'wake' | 'unmeasured' | 'held-back' | 'arrivals' | 'backlog' | 'running';

/** What waits is worked off within this time, besides what comes. */
export const CLEAR_WITHIN_MS = 30_000;
/** Of slots, taken on average: the rest is for chance. */
export const UTILISATION = 0.85;
/** A rise is followed up to this much above what comes now. */
const TREND_CAP = 1.5;
/** Workers are not added for so little more than their number. */
const TOLERANCE = 0.1;
/** Arrivals below one in so many seconds are what is left of the last ones in the window. */
const NEXT_TO_NOTHING_PER_SEC = 1 / 60;

/**
 * Returns how many workers an agent needs: for the attempts that come when a worker started now is ready, and to work off
 * what waits. It is Little's law: slots that are taken are the rate times the duration. Never more than what there is
 * could keep busy.
 */
export function findNeed(demand: Demand, bootMs: number): Need {
  const { waiting, running, ready, heldBack, slotsEach, serviceMs } = demand;
  const forecastPerSec = forecast(demand, bootMs);
  const need = (workers: number, why: NeedReason): Need => ({ workers, why, forecastPerSec });
  const isQuiet = running === 0 && (forecastPerSec ?? 0) < NEXT_TO_NOTHING_PER_SEC;
  if (waiting === 0 && isQuiet) return need(0, 'idle');
  if (heldBack === 'paused') return need(running > 0 ? ready : 0, 'held-back');
  if (slotsEach === undefined || slotsEach < 1)
    return need(waiting + running > 0 ? Math.max(1, ready) : 0, 'wake');
  const useful = Math.ceil((waiting + running) / slotsEach);
  // A worker that is stopped while its attempts run long has them begun again elsewhere.
  const least = Math.max(waiting > 0 ? 1 : 0, Math.ceil(running / slotsEach));
  if (serviceMs === undefined || forecastPerSec === undefined) {
    if (ready === 0) return need(least, 'wake');
    return need(Math.max(least, Math.min(useful, 2 * ready)), 'unmeasured');
  }
  const seconds = serviceMs / 1_000;
  const forArrivals = (forecastPerSec * seconds) / (slotsEach * UTILISATION);
  const forBacklog = (waiting * seconds) / (slotsEach * (CLEAR_WITHIN_MS / 1_000));
  const wanted = Math.min(
    withTolerance(forArrivals + forBacklog, ready),
    Math.max(useful, withTolerance(forArrivals, ready)),
  );
  const workers = Math.max(least, wanted);
  if (ready === 0 && waiting > 0) return need(workers, 'wake');
  return need(
    workers,
    Math.ceil(forArrivals) >= workers ? 'arrivals' : wanted < least ? 'running' : 'backlog',
  );
}

/** A straight line through what came lately. */
function forecast({ arrivalsPerSec, trendPerSec }: Demand, bootMs: number): number | undefined {
  if (arrivalsPerSec === undefined) return undefined;
  const ahead = arrivalsPerSec + (trendPerSec * bootMs) / 1_000;
  return Math.min(TREND_CAP * arrivalsPerSec, Math.max(0, ahead));
}

const withTolerance = (workers: number, ready: number): number =>
  Math.ceil(workers) > ready && workers <= ready * (1 + TOLERANCE) ? ready : Math.ceil(workers);
