import type { FleetStore } from '@ag06/store';

/** A dispatcher that dies is followed within this time. */
const LEASE_MS = 10_000;
/** How far one dispatcher trusts its lease: it may have been given a little later than it was asked for. */
const TRUSTED_MS = 5_000;

/**
 * A lease of work that takes longer than the lease. It uses this process's own clock, so that a process that slept does not continue by mistake.
 */
export class BulkLease {
  readonly #fleet: Pick<FleetStore, 'acquireLease'>;
  readonly #name: string;
  readonly #holder: string;
  #askedAt = Number.NEGATIVE_INFINITY;

  constructor(fleet: Pick<FleetStore, 'acquireLease'>, holder: string, name = 'bulk') {
    this.#fleet = fleet;
    this.#name = name;
    this.#holder = holder;
  }

  /** Whether this process has it for some seconds from now; it is prolonged on the way. */
  async keep(): Promise<boolean> {
    if (performance.now() - this.#askedAt < LEASE_MS - TRUSTED_MS) return true;
    const askedAt = performance.now();
    const isHeld = await this.#fleet.acquireLease(this.#name, this.#holder, LEASE_MS);
    this.#askedAt = isHeld ? askedAt : Number.NEGATIVE_INFINITY;
    return isHeld && performance.now() - askedAt < TRUSTED_MS;
  }

  /** Gives it back, if this process has it. */
  async leave(): Promise<void> {
    if (this.#askedAt === Number.NEGATIVE_INFINITY) return;
    this.#askedAt = Number.NEGATIVE_INFINITY;
    // It ends at once, and cannot be taken from another that has it.
    await this.#fleet.acquireLease(this.#name, this.#holder, 1);
  }
}
