import type { Activation } from '@ag06/contracts';
import type { LinkReason } from '@ag06/telemetry';

/**
 * Why the span of a job is linked to the span that sent it, instead of being its child: undefined for the quick hop of a
 * step to the next one, which is part of what came before.
 *
 * @param delivery how often the job was handed out
 * @param needs dependencies of its step
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
