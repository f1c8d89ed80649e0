import { PRIORITY_KEY_REBASE, toPriorityKey } from '@ag06/contracts';
import type { Parts } from '../parts.ts';

const LEASE_MS = 60_000;
/** After a re-base, keys begin this far above zero: older runs keep their lead. */
const KEPT_SECONDS = 24 * 3600;
/** Between the key of a run that starts now and one that was counted from the epoch before lie days. */
const SLACK_SECONDS = 3600;

/**
 * Priority keys grow with time and end at 2^21: before, all of them are lowered together. Other processes count from the
 * old epoch until they hear of the new one, so what they enqueued meanwhile is lowered at the next look.
 */
export class PriorityRebase {
  readonly #parts: Pick<Parts, 'id' | 'store' | 'broker'>;
  /** By how much keys were lowered at the last look; 0 if they were not. */
  #loweredBy = 0;

  constructor(parts: Pick<Parts, 'id' | 'store' | 'broker'>) {
    this.#parts = parts;
  }

  /** To be called every few seconds, less often than processes refresh their epoch. */
  async look(): Promise<void> {
    const { store, broker } = this.#parts;
    const epoch = await store.fleet.loadEpoch();
    const now = await store.runs.now();
    if (this.#loweredBy > 0) {
      const newest = toPriorityKey(now, 'bulk', epoch) + SLACK_SECONDS;
      await broker.rebasePriorities(await store.fleet.listAgents(), this.#loweredBy, newest);
      this.#loweredBy = 0;
    }
    const ageSeconds = Math.floor((now - epoch) / 1000);
    if (ageSeconds >= PRIORITY_KEY_REBASE) await this.#move(epoch, ageSeconds - KEPT_SECONDS);
  }

  async #move(epoch: number, seconds: number): Promise<void> {
    const { id, store, broker } = this.#parts;
    if (!(await store.fleet.acquireLease('rebase', id, LEASE_MS))) return;
    if (!(await store.fleet.moveEpoch(epoch, epoch + seconds * 1000))) return;
    await broker.rebasePriorities(await store.fleet.listAgents(), seconds);
    this.#loweredBy = seconds;
  }
}
