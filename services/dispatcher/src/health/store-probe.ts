import type { StoreFacts } from '@ag06/health';
import { SOUND_STORE, type Store, StoreError } from '@ag06/store';
import type { StoreCeiling } from '../ceiling/store-ceiling.ts';

/** How many small writes are remembered. */
const REMEMBERED = 20;
const LEASE = 'health';
const LEASE_MS = 60_000;
/** With more than this between two answers, the store was away. */
const HOLE_MS = 5_000;

interface Probe {
  readonly ms: number;
  readonly end: 'written' | 'full' | 'failed';
}

/** Measures whether the store accepts a small write, and how long that takes. */
export class StoreProbe {
  readonly #store: Store;
  readonly #ceiling: StoreCeiling;
  #probes: readonly Probe[] = [];
  #condition = SOUND_STORE;
  #answeredAt = performance.now();
  #answersSince = performance.now();

  constructor(store: Store, ceiling: StoreCeiling) {
    this.#store = store;
    this.#ceiling = ceiling;
  }

  /** One write. All writers use the same lease holder, so it is never refused. */
  async write(): Promise<void> {
    const sentAt = performance.now();
    const end: Probe['end'] = await this.#store.fleet.acquireLease(LEASE, LEASE, LEASE_MS).then(
      () => 'written' as const,
      (error: unknown) => (error instanceof StoreError && error.code === 'STORE_FULL' ? 'full' : 'failed'),
    );
    const now = performance.now();
    this.#probes = [...this.#probes, { ms: now - sentAt, end }].slice(-REMEMBERED);
    if (end === 'failed') return;
    if (now - this.#answeredAt > HOLE_MS) this.#answersSince = now;
    this.#answeredAt = now;
  }

  async inspect(): Promise<void> {
    this.#condition = await this.#store.inspect();
    this.#ceiling.note(this.#condition);
  }

  /** For how many milliseconds it has answered without a gap. */
  answersForMs(): number {
    const now = performance.now();
    return now - this.#answeredAt > HOLE_MS ? 0 : now - this.#answersSince;
  }

  read(): StoreFacts {
    const times = this.#probes.map(({ ms }) => ms).sort((a, b) => a - b);
    const at = (share: number) => times[Math.min(times.length - 1, Math.floor(share * times.length))] ?? 0;
    const failed = this.#probes.filter(({ end }) => end === 'failed').length;
    const { evictionPolicy, saveFailure } = this.#condition;
    return {
      ageMs: performance.now() - this.#answeredAt,
      roundTrip: times.length === 0 ? undefined : { p50Ms: at(0.5), p99Ms: at(0.99) },
      failedShare: times.length === 0 ? 0 : failed / times.length,
      isFull: this.#probes.at(-1)?.end === 'full',
      memory: this.#ceiling.memory,
      evictionPolicy,
      saveFailure,
    };
  }
}
