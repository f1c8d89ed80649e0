import { createHash } from 'node:crypto';
import type { BreakerDocument, FailedCall, Suspect } from './breaker-document.ts';

/** Units that failed lately and are remembered. */
export const SUSPECTS_KEPT = 300;

/**
 * Whether the failure is the step's own and says nothing of the service: it has failed before, and the service has
 * answered others well since; or it is tried again, and the service has just answered others well, for of many steps that
 * fail not all are remembered.
 */
export function isOwnFault(
  { suspects, totals, lastSuccessAt, settings }: BreakerDocument,
  failed: FailedCall | undefined,
  now: number,
): boolean {
  if (failed === undefined) return false;
  const isWell = lastSuccessAt !== undefined && now - lastSuccessAt < settings.openForMs;
  if (failed.attempt > 1 && isWell) return true;
  const unit = toMark(failed);
  const known = suspects.find((suspect) => suspect.unit === unit);
  return known !== undefined && totals.successes > known.successes;
}

/** Remembers that a step, or an item, has failed; and since when. */
export function addSuspect(document: BreakerDocument, failed: FailedCall): readonly Suspect[] {
  const unit = toMark(failed);
  const { suspects, totals } = document;
  if (suspects.some((suspect) => suspect.unit === unit)) return suspects;
  return [...suspects, { unit, successes: totals.successes }].slice(-SUSPECTS_KEPT);
}

/** Names a step, or an item of one, among all runs. */
export const toUnitKey = ({ run, step, item }: Pick<FailedCall, 'run' | 'step' | 'item'>): string =>
  `${run}/${step}${item === undefined ? '' : `#${item}`}`;

/** Many are kept: each is short. */
const toMark = (failed: FailedCall): string =>
  createHash('sha1').update(toUnitKey(failed)).digest('base64url').slice(0, 12);
