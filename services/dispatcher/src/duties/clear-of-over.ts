import { isTerminal } from '@ag06/contracts';
import type { DeadlineWakeup, RunWakeup } from '@ag06/protocol';
import type { RunStore } from '@ag06/store';

const LOOK_AGAIN_MS = 1_000;

/**
 * Clears a wake-up of a run that is over. If somebody has retried the run meanwhile, and armed the wake-up before it was
 * cleared, it is armed again: whoever takes it judges the run as it is then.
 */
export async function clearOfOver(
  runs: Pick<RunStore, 'clearWakeup' | 'loadSummary' | 'armWakeup'>,
  wakeup: RunWakeup | DeadlineWakeup,
): Promise<void> {
  await runs.clearWakeup(wakeup);
  const run = await runs.loadSummary(wakeup.runId);
  if (run !== undefined && !isTerminal(run.status)) await runs.armWakeup(wakeup, LOOK_AGAIN_MS);
}
