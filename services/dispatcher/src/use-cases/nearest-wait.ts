import type { StepWait, WaitsFor } from '@ag06/contracts';

/** Waits in order: first those that keep all lanes back, then those that end soonest. */
const RANKS: Readonly<Partial<Record<WaitsFor['reason'], number>>> = {
  start: 0,
  pause: 0,
  permission: 0,
  dependencies: 0,
  queue: 1,
  breaker: 2,
  worker: 2,
  backoff: 3,
  repair: 4,
} satisfies Record<Exclude<WaitsFor['reason'], StepWait['reason']>, number>;
const OF_KINDS = 3;

const rankOf = ({ reason }: WaitsFor): number => RANKS[reason] ?? OF_KINDS;

/** Returns, of the waits of a step's lanes, the one that has to end before the first lane moves. */
export function nearestWait(waits: readonly WaitsFor[]): WaitsFor | undefined {
  return waits.toSorted((a, b) => rankOf(a) - rankOf(b) || compareAlike(a, b))[0];
}

function compareAlike(a: WaitsFor, b: WaitsFor): number {
  if (a.reason === 'queue' && b.reason === 'queue') return a.ahead - b.ahead || b.ageMs - a.ageMs;
  if (a.reason === 'backoff' && b.reason === 'backoff') return Date.parse(a.until) - Date.parse(b.until);
  return 0;
}
