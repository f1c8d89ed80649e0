import { createHash } from 'node:crypto';
import type { BreakerDocument, FailedCall, Suspect } from './breaker-document.ts';

/** Units that failed lately and are remembered. */
export const SUSPECTS_KEPT = 300;

/**
 * Whether the failure is the step's own and says nothing of the service: it has failed before, and after that the service
 * has answered others well. Only while the breaker is closed: when it has opened since, the service is in doubt again.
 */
export function isOwnFault(
  { state, suspects, forgottenAt, lastGoodAt }: BreakerDocument,
  failed: FailedCall | undefined,
): boolean {
  if (failed === undefined || lastGoodAt === undefined || state.is !== 'closed') return false;
  const unit = toMark(failed);
  const known = suspects.find((suspect) => suspect.unit === unit);
  // Of many that failed not all are remembered. What is tried again may be one of those, which failed no later than this.
  const failedAt = known?.at ?? (failed.attempt > 1 ? forgottenAt : undefined);
  return failedAt !== undefined && lastGoodAt > failedAt;
}

/** Remembers that a step, or an item, has failed, since it first did. */
export function addSuspect(document: BreakerDocument, failed: FailedCall, at: number): BreakerDocument {
  const unit = toMark(failed);
  if (document.suspects.some((suspect) => suspect.unit === unit)) return document;
  return keepLast(document, [...document.suspects, { unit, at }]);
}

function keepLast(document: BreakerDocument, suspects: readonly Suspect[]): BreakerDocument {
  const forgotten = suspects.slice(0, -SUSPECTS_KEPT).map(({ at }) => at);
  if (forgotten.length === 0) return { ...document, suspects };
  const forgottenAt = Math.max(document.forgottenAt ?? 0, ...forgotten);
  return { ...document, suspects: suspects.slice(-SUSPECTS_KEPT), forgottenAt };
}

/** Names a step, or an item of one, among all runs. */
export const toUnitKey = ({ run, step, item }: Pick<FailedCall, 'run' | 'step' | 'item'>): string =>
  `${run}/${step}${item === undefined ? '' : `#${item}`}`;

/** Many are kept: each is short. */
const toMark = (failed: FailedCall): string =>
  createHash('sha1').update(toUnitKey(failed)).digest('base64url').slice(0, 12);
