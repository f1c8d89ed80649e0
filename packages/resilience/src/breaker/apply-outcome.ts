import { ConsecutiveBreaker } from 'cockatiel';
import type { BreakerDocument } from './breaker-document.ts';
import { close, open } from './change-state.ts';
import { addToWindow, isOverRate } from './failure-window.ts';

/** What came of calls, in the order in which they ended. */
export interface CallOutcome {
  /** `neutral`: it says nothing about the dependency. */
  readonly result: 'success' | 'failure' | 'neutral';
  /** How many calls in a row; 1 if there is a permit. */
  readonly count: number;
  /** How often the breaker had opened when they began. */
  readonly era: number;
  readonly permit: string | undefined;
}

/**
 * How a call counted: `counted` as one of many; as a `probe`, of a breaker that was open before; or `late`: the breaker
 * had opened since it began.
 */
export type Weight = 'counted' | 'probe' | 'late';

/** The document after these calls. What began before the breaker last opened is counted in the totals alone. */
export function applyOutcome(
  document: BreakerDocument,
  outcome: CallOutcome,
  now: number,
): { readonly document: BreakerDocument; readonly weight: Weight } {
  const { result, permit, era } = outcome;
  const { state } = document;
  const isHeld = permit !== undefined && document.permits.some(({ id }) => id === permit);
  const counted = addToTotals(isHeld ? withoutPermit(document, permit) : document, outcome);
  if (state.is === 'closed') {
    if (era !== document.totals.opened || result === 'neutral')
      return { document: counted, weight: 'counted' };
    return { document: countClosed(counted, outcome, now), weight: 'counted' };
  }
  if (!isHeld) return { document: counted, weight: 'late' };
  if (result === 'success') return { document: close(counted, 'probe-succeeded', now), weight: 'probe' };
  if (result === 'failure') return { document: open(counted, 'probe-failed', now), weight: 'probe' };
  return { document: counted, weight: 'probe' };
}

function countClosed(document: BreakerDocument, outcome: CallOutcome, now: number): BreakerDocument {
  const { settings, state } = document;
  if (state.is !== 'closed') return document;
  const { result, count } = outcome;
  const isFailure = result === 'failure';
  const consecutive = new ConsecutiveBreaker(settings.consecutiveFailures);
  consecutive.state = state.failures;
  let isTripped = false;
  if (!isFailure) consecutive.success();
  else for (let i = 0; i < count && !isTripped; i++) isTripped = consecutive.failure();
  const rate = settings.failureRate;
  const outcomes = { successes: isFailure ? 0 : count, failures: isFailure ? count : 0 };
  const next: BreakerDocument = {
    ...document,
    state: { ...state, isProven: state.isProven || !isFailure, failures: consecutive.state },
    window: rate === undefined ? [] : addToWindow(document.window, rate, outcomes, now),
  };
  if (isTripped) return open(next, 'consecutive-failures', now);
  if (isFailure && rate !== undefined && isOverRate(next.window, rate))
    return open(next, 'failure-rate', now);
  return next;
}

function addToTotals(document: BreakerDocument, { result, count }: CallOutcome): BreakerDocument {
  if (result === 'neutral') return document;
  const { totals } = document;
  return {
    ...document,
    totals:
      result === 'success'
        ? { ...totals, successes: totals.successes + count }
        : { ...totals, failures: totals.failures + count },
  };
}

const withoutPermit = (document: BreakerDocument, permit: string): BreakerDocument => ({
  ...document,
  permits: document.permits.filter(({ id }) => id !== permit),
});
