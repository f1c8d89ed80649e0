import type { BreakerErrorView, WaitsFor } from '@ag06/client';
import { tellStepWait } from '@ag06/contracts/api';

/** Renders the reason for which a step waits, in a few words; empty if it does not wait. */
export function renderWait(wait: WaitsFor | undefined): string {
  if (wait === undefined) return '';
  switch (wait.reason) {
    case 'dependencies':
      return wait.steps.join(', ');
    case 'start':
      return 'the start of its run';
    case 'pause':
      return `the end of the pause${renderScope(wait)}`;
    case 'breaker':
      return renderBreaker(wait);
    case 'backoff':
      return `${ofItem(wait.item)} next attempt at ${wait.until.slice(11, 23)}`;
    case 'worker':
      return `a worker: none serves ${wait.agent}${wait.didYouMean === undefined ? '' : `; did you mean ${wait.didYouMean}?`}`;
    case 'queue':
      return `its turn on the queue of ${wait.agent}${renderHeldBack(wait.heldBack)}: ${wait.ahead} before it, for ${Math.round(wait.ageMs / 1_000)} s`;
    case 'permission':
      return `a person who allows ${wait.name} to act`;
    case 'repair':
      return 'the watchdog';
    default:
      return tellStepWait(wait);
  }
}

function renderScope({ of, name }: Extract<WaitsFor, { reason: 'pause' }>): string {
  if (of === undefined) return '';
  return of === 'fleet' ? ' of the fleet' : ` of ${of} ${name}`;
}

function renderHeldBack(by: Extract<WaitsFor, { reason: 'queue' }>['heldBack']): string {
  if (by === undefined) return '';
  return by === 'paused' ? ', which is paused in BullMQ' : `, whose ${by} limit is used up`;
}

function renderBreaker({ dependency, until, lastError }: Extract<WaitsFor, { reason: 'breaker' }>): string {
  const again = until === undefined ? '' : `, tried at ${until.slice(11, 19)}`;
  const why = lastError === undefined ? '' : `; last ${renderBreakerError(lastError)}`;
  return `${dependency} to answer again${again}${why}`;
}

/** Renders the latest failure of a dependency, with its step and run. */
export const renderBreakerError = ({ code, message, run, step, item }: BreakerErrorView): string =>
  `${code} in ${run} ${step}${item === undefined ? '' : ` item ${item}`}: ${message}`;

const ofItem = (item: number | undefined): string => (item === undefined ? 'its' : `item ${item}’s`);
