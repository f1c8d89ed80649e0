import { ConsecutiveBreaker } from 'cockatiel';
import { type BreakerDocument, FAILED_UNITS_KEPT, type FailedCall } from './breaker-document.ts';
import { close, endProbing, open } from './change-state.ts';
import { addToWindow, countSuccesses, isOverRate, windowMsOf } from './failure-window.ts';
import { addSuspect, isOwnFault, toUnitKey } from './suspects.ts';

/** A service with this many successes since its breaker was last open is well. Fewer may come from a dying one. */
const WELL_AFTER = 10;

/** Outcomes of calls, in the order in which they ended. */
export interface CallOutcome {
  /** `neutral`: it says nothing about the dependency. */
  readonly result: 'success' | 'failure' | 'neutral';
  /** How many calls in a row; 1 if there is a permit. */
  readonly count: number;
  /** How often the breaker had opened when they began. */
  readonly era: number;
  readonly permit: string | undefined;
  /**
   * When the last of these calls ended, by the store's clock in milliseconds since 1970. It may be reported much later.
   */
  readonly endedAt: number;
  /** The step or item of a failure. Without it, each failure counts as another step's. */
  readonly failed?: FailedCall | undefined;
}

/**
 * How a call counted: `counted` as one of many; as a `probe` of a breaker that was open before; as `late`, because the
 * breaker had opened since it began; or not, because the failure is the step's `own`.
 */
export type Weight = 'counted' | 'probe' | 'late' | 'own';

/** Applies these calls to a document. Calls that began before the breaker last opened only count in the totals. */
export function applyOutcome(
  document: BreakerDocument,
  outcome: CallOutcome,
  now: number,
): { readonly document: BreakerDocument; readonly weight: Weight } {
  const { result, permit, era, failed } = outcome;
  const { state, totals } = document;
  const isHeld = permit !== undefined && document.permits.some(({ id }) => id === permit);
  let counted = addToTotals(isHeld ? withoutPermit(document, permit) : document, outcome);
  if (isOwnFault(document, failed)) return { document: counted, weight: 'own' };
  if (failed !== undefined) counted = remember(counted, failed, outcome.endedAt);
  switch (state.is) {
    case 'off':
      return { document: counted, weight: 'counted' };
    case 'closed': {
      const isPast = era !== totals.opened || result === 'neutral';
      return { document: isPast ? counted : countClosed(counted, outcome, now), weight: 'counted' };
    }
    case 'open':
    case 'half-open':
      if (!isHeld) return { document: counted, weight: 'late' };
      if (result === 'success') {
        const answered = addAnswered(counted, outcome.count, outcome.endedAt);
        return { document: close(answered, 'probe-succeeded', now), weight: 'probe' };
      }
      if (result === 'failure') return { document: failProbe(counted, outcome, now), weight: 'probe' };
      return { document: counted, weight: 'probe' };
  }
}

function addAnswered(document: BreakerDocument, count: number, endedAt: number): BreakerDocument {
  const answered = document.answered + count;
  const isWell = answered >= WELL_AFTER;
  return { ...document, answered, ...(isWell && { wellAt: Math.max(document.wellAt ?? 0, endedAt) }) };
}

const remember = (document: BreakerDocument, failed: FailedCall, at: number): BreakerDocument => ({
  ...addSuspect(document, failed, at),
  lastError: { ...failed, at },
});

function countClosed(document: BreakerDocument, outcome: CallOutcome, now: number): BreakerDocument {
  const { settings, state } = document;
  if (state.is !== 'closed') return document;
  const { result, count, failed, endedAt } = outcome;
  const isFailure = result === 'failure';
  const isRepeated = failed !== undefined && state.failed.includes(toUnitKey(failed));
  const consecutive = new ConsecutiveBreaker(settings.consecutiveFailures);
  consecutive.state = state.failures;
  let isTripped = false;
  if (!isFailure) consecutive.success();
  else if (!isRepeated) for (let i = 0; i < count && !isTripped; i++) isTripped = consecutive.failure();
  const outcomes = { successes: isFailure ? 0 : count, failures: isFailure ? count : 0 };
  const next: BreakerDocument = {
    ...(isFailure ? document : addAnswered(document, count, endedAt)),
    state: {
      ...state,
      isProven: state.isProven || !isFailure,
      failures: consecutive.state,
      failed: isFailure ? addUnit(state.failed, failed) : [],
    },
    window: addToWindow(document.window, windowMsOf(settings), outcomes, now),
  };
  if (isTripped) return trip(next, now);
  const rate = settings.failureRate;
  if (isFailure && rate !== undefined && isOverRate(next.window, rate))
    return open(next, 'failure-rate', now);
  return next;
}

/**
 * Handles too many failures in a row. If others have just succeeded, it may be chance, and the steps' own fault: then calls
 * are tried at once, and only if they fail too is the breaker open for its time.
 */
function trip(document: BreakerDocument, now: number): BreakerDocument {
  const { window, settings } = document;
  const isWell = countSuccesses(window) >= settings.consecutiveFailures;
  return open(document, 'consecutive-failures', now, isWell ? 0 : settings.openForMs);
}

/** One probe failed. Others may still succeed. */
function failProbe(document: BreakerDocument, { failed }: CallOutcome, now: number): BreakerDocument {
  const { state } = document;
  if (state.is !== 'half-open') return document;
  const key = failed === undefined ? `${state.failed.length}` : toUnitKey(failed);
  const next: BreakerDocument = { ...document, state: { ...state, failed: [...state.failed, key] } };
  const ended = endProbing(next, now);
  // It is open from now on, whenever it should have opened.
  return ended.state.is === 'open' ? open(next, 'probe-failed', now) : next;
}

function addUnit(units: readonly string[], failed: FailedCall | undefined): string[] {
  const key = failed && toUnitKey(failed);
  if (key === undefined || units.includes(key)) return [...units];
  return [...units, key].slice(-FAILED_UNITS_KEPT);
}

function addToTotals(document: BreakerDocument, { result, count, endedAt }: CallOutcome): BreakerDocument {
  const { totals, lastGoodAt = 0 } = document;
  switch (result) {
    case 'neutral':
      return document;
    case 'success':
      return {
        ...document,
        lastGoodAt: Math.max(lastGoodAt, endedAt),
        totals: { ...totals, successes: totals.successes + count },
      };
    case 'failure':
      return { ...document, totals: { ...totals, failures: totals.failures + count } };
  }
}

const withoutPermit = (document: BreakerDocument, permit: string): BreakerDocument => ({
  ...document,
  permits: document.permits.filter(({ id }) => id !== permit),
});
