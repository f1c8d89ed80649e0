import { LEADER_NAME, type LeaderRecord } from '@ag06/contracts/tuning';
import type { FleetStore, SharedGuard, SharedStore } from '@ag06/store';

/** Another optimizer leads after a leader was silent for this long. */
const LEASE_MS = 3_000;

/** A term of leading. Its writes carry its fence, and are refused once another term has begun. */
export interface Term {
  /** The version of the leader's document: each term has a higher one. */
  readonly fence: number;
  readonly guard: SharedGuard;
}

interface LeadershipOptions {
  readonly id: string;
  readonly fleet: Pick<FleetStore, 'acquireLease'>;
  readonly shared: Pick<SharedStore, 'load' | 'swap'>;
  readonly leaseMs?: number;
  readonly now: () => number;
}

/**
 * One of several leads: who holds the lease, and has made itself the leader's document. The lease says when another may
 * begin; that the former one writes nothing any more, however long it slept, is the doing of the fence.
 */
export class Leadership {
  readonly #options: LeadershipOptions;
  #term: Term | undefined;

  constructor(options: LeadershipOptions) {
    this.#options = options;
  }

  /** Undefined: another one leads, or nobody. */
  get term(): Term | undefined {
    return this.#term;
  }

  /** Renews the lease, or tries to get it. */
  async seek(): Promise<void> {
    const { id, fleet, leaseMs = LEASE_MS } = this.#options;
    const isHolder = await fleet.acquireLease(LEADER_NAME, id, leaseMs);
    if (!isHolder) this.#term = undefined;
    else this.#term ??= await this.#begin();
  }

  /** Gives the leadership up, because a write was refused after another term had begun. */
  giveUp(): void {
    this.#term = undefined;
  }

  /** Lets another one begin at once. */
  async resign(): Promise<void> {
    if (this.#term === undefined) return;
    this.#term = undefined;
    await this.#options.fleet.acquireLease(LEADER_NAME, this.#options.id, 1);
  }

  async #begin(): Promise<Term | undefined> {
    const { id, shared, now } = this.#options;
    const present = (await shared.load('leader', LEADER_NAME))?.version ?? 0;
    const record: LeaderRecord = { leader: id, since: now() };
    const isBegun = await shared.swap('leader', LEADER_NAME, present, JSON.stringify(record));
    if (!isBegun) return undefined;
    const fence = present + 1;
    return { fence, guard: { kind: 'leader', name: LEADER_NAME, version: fence } };
  }
}
