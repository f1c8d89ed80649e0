import { createHash } from 'node:crypto';
import type { BreakerDocument, FailedCall, Suspect } from './breaker-document.ts';

/** Units that failed lately and are remembered. */
export const SUSPECTS_KEPT = 300;

/**
 * Whether the failure is the step's own and says nothing of the service: it has failed before, and a call that began after
 * that was answered well. That others succeeded a moment ago is not enough: they may have been answered before the
 * service died.
 */
export function isOwnFault(
  { suspects, forgottenAt, lastGoodCallBegan }: BreakerDocument,
  failed: FailedCall | undefined,
): boolean {
  if (failed === undefined || lastGoodCallBegan === undefined) return false;
  const unit = toMark(failed);
  const known = suspects.find((suspect) => suspect.unit === unit);
  // Of many that failed not all are remembered. What is tried again may be one of those, which failed no later than this.
  const failedAt = known?.at ?? (failed.attempt > 1 ? forgottenAt : undefined);
  return failedAt !== undefined && lastGoodCallBegan > failedAt;
}

/** Remembers that a step, or an item, has failed, since it first did. */
export function addSuspect(document: BreakerDocument, failed: FailedCall, now: number): BreakerDocument {
  const unit = toMark(failed);
  if (document.suspects.some((suspect) => suspect.unit === unit)) return document;
  return keepLast(document, [...document.suspects, { unit, at: now }]);
}

/** As if it had failed for the first time: that it fails by itself has to be seen anew. */
export function renewSuspect(document: BreakerDocument, failed: FailedCall, now: number): BreakerDocument {
  const unit = toMark(failed);
  const others = document.suspects.filter((suspect) => suspect.unit !== unit);
  return keepLast(document, [...others, { unit, at: now }]);
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
