import { PRIORITY_KEY_REBASE, toPriorityKey } from '@ag06/contracts';
import type { Parts } from '../parts.ts';

const LEASE_MS = 60_000;
/** After a re-base, keys begin this far above zero: older runs keep their lead. */
const KEPT_SECONDS = 24 * 3600;
/** Keys that were counted from the epoch before are days above any other: an hour is far from both. */
const SLACK_SECONDS = 3600;
/** A process that starts so soon after a re-base finishes it: the dispatcher that began may have died. */
const RECENT_SECONDS = 3600;
/** Others count from the old epoch until they hear of the new one, which the second pass is late enough for. */
const PASSES = 2;

/**
 * Priority keys grow with time and end at 2^21: before, the epoch that they count from is moved, and those that are too
 * large for the new one are lowered. That may be repeated by anybody who notices the new epoch, and so it is: whether the
 * dispatcher that moved it has died, or only did not hear that it had.
 */
export class PriorityRebase {
  readonly #parts: Pick<Parts, 'id' | 'store' | 'broker'>;
  /** The epoch at the last look. */
  #epoch: number | undefined;
  #lowerBySeconds = 0;
  #passesLeft = 0;

  constructor(parts: Pick<Parts, 'id' | 'store' | 'broker'>) {
    this.#parts = parts;
  }

  /** To be called every few seconds, but less often than processes refresh their epoch. */
  async look(): Promise<void> {
    const { fleet, runs } = this.#parts.store;
    const now = await runs.now();
    const found = await fleet.loadEpoch();
    this.#epoch ??= found - presumedMoveMs(now - found);
    if (toSeconds(now - found) >= PRIORITY_KEY_REBASE) await this.#move(found, now);
    const epoch = await fleet.loadEpoch();
    if (epoch > this.#epoch) {
      this.#lowerBySeconds = toSeconds(epoch - this.#epoch);
      this.#passesLeft = PASSES;
      this.#epoch = epoch;
    }
    if (this.#passesLeft > 0) await this.#lower(epoch, now);
  }

  async #move(epoch: number, now: number): Promise<void> {
    const { fleet } = this.#parts.store;
    const seconds = toSeconds(now - epoch) - KEPT_SECONDS;
    if (await fleet.acquireLease('rebase', this.#parts.id, LEASE_MS))
      await fleet.moveEpoch(epoch, epoch + seconds * 1000);
  }

  async #lower(epoch: number, now: number): Promise<void> {
    const { broker, store } = this.#parts;
    const above = toPriorityKey(now, 'bulk', epoch) + SLACK_SECONDS;
    await broker.rebasePriorities(await store.fleet.listQueuedAgents(), this.#lowerBySeconds, above);
    this.#passesLeft--;
  }
}

const toSeconds = (ms: number): number => Math.floor(ms / 1000);

/** By how much the epoch was moved just before, to judge by its age; 0 if it probably was not. */
function presumedMoveMs(ageMs: number): number {
  const sinceMove = toSeconds(ageMs) - KEPT_SECONDS;
  return sinceMove >= 0 && sinceMove < RECENT_SECONDS ? (PRIORITY_KEY_REBASE - KEPT_SECONDS) * 1000 : 0;
}
