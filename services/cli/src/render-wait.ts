import type { WaitsFor } from '@ag06/contracts';

/** What a step waits for, in a few words; nothing if it does not. */
export function renderWait(wait: WaitsFor | undefined): string {
  if (wait === undefined) return '';
  switch (wait.reason) {
    case 'dependencies':
      return wait.steps.join(', ');
    case 'start':
      return 'the start of its run';
    case 'pause':
      return 'the end of the pause';
    case 'breaker':
      return `${wait.dependency} to answer again`;
    case 'backoff':
      return `${ofItem(wait.item)} next attempt at ${wait.until.slice(11, 23)}`;
    case 'worker':
      return `a worker: none serves ${wait.agent}${wait.didYouMean === undefined ? '' : `; did you mean ${wait.didYouMean}?`}`;
    case 'queue':
      return `its turn on the queue of ${wait.agent}: ${wait.ahead} before it, for ${Math.round(wait.ageMs / 1_000)} s`;
    case 'repair':
      return 'the watchdog';
  }
}

const ofItem = (item: number | undefined): string => (item === undefined ? 'its' : `item ${item}’s`);
