import { isTerminal } from '@ag06/contracts';
import { type RunOutcome, readRunOutput } from '@ag06/store';
import type { Parts } from '../parts.ts';
import type { ResultWaiters } from '../result-waiters.ts';
import { needOf } from './load-run-of.ts';

/** How long somebody waits for the end of a run: so many milliseconds, but not once the signal aborts. */
interface Wait {
  readonly waitMs: number;
  readonly signal: AbortSignal;
}

/**
 * Waits for the end of a run, and returns how it ended; or the open run, if the time is over before. The store is not asked for an
 * output that it has told.
 *
 * Throws `Refusal` RUN_UNKNOWN.
 */
export async function waitForEnd(
  { store }: Pick<Parts, 'store'>,
  waiters: Pick<ResultWaiters, 'wait'>,
  tenant: string,
  runId: string,
  { waitMs, signal }: Wait,
): Promise<RunOutcome> {
  const load = () => needOf(tenant, runId, store.runs.loadOutcome(runId));
  if (waitMs === 0) return load();
  let run: RunOutcome | undefined;
  await waiters.wait(runId, waitMs, signal, async (output) => {
    run = run === undefined || output === undefined ? await load() : toCompleted(run, output);
    return isTerminal(run.status);
  });
  return run ?? load();
}

/** The run as it was, with the output with which it has completed since. */
const toCompleted = (run: RunOutcome, output: string): RunOutcome => ({
  ...run,
  status: 'completed',
  ...readRunOutput(run.runId, output),
});
