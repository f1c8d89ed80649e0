import { findDeadlines, type Plan } from '@ag06/engine';
import type { Next } from '@ag06/protocol';
import type { RunStore } from '@ag06/store';

/**
 * Arms the deadlines of steps before the commit that opens them: who dies in between leaves a wake-up that finds nothing
 * to do. For steps without deadlines it asks nobody anything.
 */
export async function armDeadlines(
  runs: Pick<RunStore, 'armWakeup'>,
  plan: Plan,
  runId: string,
  next: readonly Next[],
): Promise<void> {
  const deadlines = findDeadlines(plan, next);
  if (deadlines.length === 0) return;
  await Promise.all(
    deadlines.map(({ unit, kind, afterMs }) =>
      runs.armWakeup({ subject: 'step', runId, unit, kind }, afterMs),
    ),
  );
}
