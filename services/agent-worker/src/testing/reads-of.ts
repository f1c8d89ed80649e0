import type { Store } from '@ag06/store';
import type { Parts } from '../parts.ts';

/** What a worker reads of runs, each time as the store does it then, because a test may replace a method. */
export const readsOf = ({ runs }: Store): Omit<Parts['runs'], 'apply' | 'clearWakeup' | 'deriveRunId'> => ({
  loadSummary: (runId) => runs.loadSummary(runId),
  isHeld: (...args) => runs.isHeld(...args),
  loadFields: (...args) => runs.loadFields(...args),
  measureFields: (...args) => runs.measureFields(...args),
  findLarge: (...args) => runs.findLarge(...args),
  loadLarge: (...args) => runs.loadLarge(...args),
  armWakeup: (...args) => runs.armWakeup(...args),
  loadItems: (...args) => runs.loadItems(...args),
});
