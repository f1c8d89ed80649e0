import type { Activation } from '@ag06/contracts';
import type { LinkReason } from '@ag06/telemetry';

/**
 * Returns why the span of a job is linked to the span that sent it instead of being its child. Returns undefined for
 * the quick hop from one step to the next, which is a child.
 *
 * @param delivery how often the job was handed out
 * @param needs the number of dependencies of its step
 */
export function judgeHop(
  { attempt, lane, dispatch }: Pick<Activation, 'attempt' | 'lane' | 'dispatch'>,
  delivery: number,
  needs: number,
): LinkReason | undefined {
  if (delivery > 1) return 'redelivery';
  if (attempt > 1) return 'retry';
  if (lane !== undefined) return 'lane';
  if (dispatch > 1) return 'redispatch';
  return needs > 1 ? 'join' : undefined;
}
