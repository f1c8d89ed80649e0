import { stepOfUnit } from '@ag06/contracts';
import type { Commit } from '@ag06/protocol';
import type { RunContext } from '@ag06/runtime';
import { toLogIds } from '@ag06/telemetry';
import type { JobInHand } from '../claim/job-in-hand.ts';
import type { Parts } from '../parts.ts';

/**
 * From this delivery on a lost one counts in any case, because a handler that stops its process each time must end too.
 */
export const KEPT_DELIVERIES = 10;

/**
 * Commits that this process lives although its unit was taken over: its lock was lost in an outage of the database or
 * the network, or while the process slept. The delivery then does not count as lost. If it was not counted, the store
 * refuses the commit, and nothing changes.
 */
export async function keepDelivery(
  parts: Pick<Parts, 'runs' | 'repeater' | 'log' | 'createId' | 'expired'>,
  job: Pick<JobInHand, 'issuer'>,
  { runId, meta }: Pick<RunContext, 'runId' | 'meta'>,
  { unit, token }: { readonly unit: string; readonly token: number },
): Promise<void> {
  const issuer = job.issuer();
  if (issuer.delivery >= KEPT_DELIVERIES) return;
  const command: Commit = {
    kind: 'commit',
    id: parts.createId(),
    runId,
    issuer,
    guard: { on: 'lost', unit, token },
    change: { to: 'kept' },
    next: [],
    end: undefined,
    emitted: [],
    known: [],
  };
  const ids = { ...toLogIds({ runId, ...meta }), step: stepOfUnit(unit) };
  try {
    const { result } = await parts.repeater.untilAnswered(
      'lost-delivery',
      () => parts.runs.apply(command),
      parts.expired,
    );
    if (result !== 'refused')
      parts.log.warn(
        ids,
        'A step was taken over though this process lives: its delivery does not count as lost.',
      );
  } catch (error) {
    if (!parts.expired.aborted)
      parts.log.warn({ err: error, ...ids }, 'A lost delivery could not be taken back.');
  }
}
