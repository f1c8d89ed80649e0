import { PRIORITY_KEY_REBASE, toPriorityKey } from '@ag06/contracts';
import type { Parts } from '../parts.ts';

const LEASE_MS = 60_000;
/** After a rebase, keys begin this far above zero, so that older runs keep their lead. */
const KEPT_SECONDS = 24 * 3600;
/** Keys counted from the epoch before are days above any other, so an hour decides between them. */
const SLACK_SECONDS = 3600;
/** A process that starts this soon after a rebase repeats it, because the dispatcher that began it may have died. */
const RECENT_SECONDS = 3600;
/** Other processes use the old epoch until they learn the new one. The second pass comes after that. */
const PASSES = 2;

/**
 * Moves the epoch of priority keys. Keys grow with time and must stay below 2^21, so from time to time the epoch is
 * moved and keys that are too large for it are lowered. Every dispatcher that notices a new epoch repeats the second
 * part, so it does not matter if the one that moved the epoch has died.
 */
export class PriorityRebase {
  readonly #parts: Pick<Parts, 'id' | 'store' | 'broker' | 'tuning'>;
  /** The epoch seen at the last look. */
  #epoch: number | undefined;
  #lowerBySeconds = 0;
  #passesLeft = 0;

  constructor(parts: Pick<Parts, 'id' | 'store' | 'broker' | 'tuning'>) {
    this.#parts = parts;
  }

  /**
   * Rebases the priorities if it is time. To be called every few seconds, but less often than processes refresh their
   * epoch.
   */
  async look(): Promise<void> {
    const { fleet, runs } = this.#parts.store;
    const [now, found] = await Promise.all([runs.now(), fleet.loadEpoch()]);
    this.#epoch ??= found - presumedMoveMs(now - found);
    const isTime = toSeconds(now - found) >= PRIORITY_KEY_REBASE;
    if (isTime) await this.#move(found, now);
    const epoch = isTime ? await fleet.loadEpoch() : found;
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
    const { broker, store, tuning } = this.#parts;
    const latest = (agent: string) =>
      toPriorityKey(now, 'bulk', epoch, tuning.published.find(agent, 'ageingMs'));
    const agents = Map.groupBy(await store.fleet.listQueuedAgents(), latest);
    for (const [key, some] of agents)
      await broker.rebasePriorities(some, this.#lowerBySeconds, key + SLACK_SECONDS);
    this.#passesLeft--;
  }
}

const toSeconds = (ms: number): number => Math.floor(ms / 1000);

/** Estimates from its age by how much the epoch was just moved; 0 if it probably was not. */
function presumedMoveMs(ageMs: number): number {
  const sinceMove = toSeconds(ageMs) - KEPT_SECONDS;
  return sinceMove >= 0 && sinceMove < RECENT_SECONDS ? (PRIORITY_KEY_REBASE - KEPT_SECONDS) * 1000 : 0;
}
