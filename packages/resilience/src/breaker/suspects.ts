import { createHash } from 'node:crypto';
import type { BreakerDocument, FailedCall } from './breaker-document.ts';

/** How many recently failed units are remembered, each in about 20 characters. */
export const SUSPECTS_KEPT = 1_000;

/**
 * Whether the failure is the step's own and says nothing about the service: the step has failed before, and since then
 * the service has answered others well. If the breaker has opened since, one success is not enough, because a dying
 * service has some: it must have been well for a while.
 */
export function isOwnFault(document: BreakerDocument, failed: FailedCall | undefined): boolean {
  const { suspects, forgottenAt } = document;
  const goodAt = findGoodAt(document);
  if (failed === undefined || goodAt === undefined) return false;
  const mark = toMark(failed);
  const known = suspects.find((suspect) => suspect.startsWith(mark));
  // If many failed, not all are remembered. A retry may be one of the forgotten, which failed no later than this.
  const failedAt = known === undefined ? (failed.attempt > 1 ? forgottenAt : undefined) : failedAtOf(known);
  return failedAt !== undefined && goodAt > failedAt;
}

/** When the last call succeeded that proves anything. */
function findGoodAt({ state, lastGoodAt = 0, wellAt, settings }: BreakerDocument): number | undefined {
  switch (state.is) {
    case 'closed':
      return lastGoodAt;
    case 'open':
    case 'half-open':
      if (wellAt === undefined) return undefined;
      return lastGoodAt - wellAt < settings.openForMs ? Math.max(lastGoodAt, wellAt) : wellAt;
    case 'off':
      return undefined;
  }
}

/** Remembers that a step or item has failed, and since when. */
export function addSuspect(document: BreakerDocument, failed: FailedCall, at: number): BreakerDocument {
  const mark = toMark(failed);
  if (document.suspects.some((suspect) => suspect.startsWith(mark))) return document;
  const suspects = [...document.suspects, `${mark}${at.toString(36)}`];
  const forgotten = suspects.slice(0, -SUSPECTS_KEPT).map(failedAtOf);
  if (forgotten.length === 0) return { ...document, suspects };
  const forgottenAt = Math.max(document.forgottenAt ?? 0, ...forgotten);
  return { ...document, suspects: suspects.slice(-SUSPECTS_KEPT), forgottenAt };
}

/** Names a step or an item, unique among all runs. */
export const toUnitKey = ({ run, step, item }: Pick<FailedCall, 'run' | 'step' | 'item'>): string =>
  `${run}/${step}${item === undefined ? '' : `#${item}`}`;

const MARK_LENGTH = 10;

/** A short hash, because many are kept. */
const toMark = (failed: FailedCall): string =>
  createHash('sha1').update(toUnitKey(failed)).digest('base64url').slice(0, MARK_LENGTH);

const failedAtOf = (suspect: string): number => Number.parseInt(suspect.slice(MARK_LENGTH), 36);
