import { type Priority, Refusal } from '@ag06/contracts';
import { REASON_RULES } from '@ag06/health';
import type { StoreCondition } from '@ag06/store';
import type { MetricBook } from '@ag06/telemetry';

/** From this share on, finished runs leave the store faster … */
const PRESSED_FROM = REASON_RULES.STORE_MEMORY_HIGH.from;
/** … and from this one on, nothing new comes in that can wait. */
const REFUSED_FROM = REASON_RULES.STORE_NEARLY_FULL.from;
const REFUSED: ReadonlySet<Priority> = new Set(['low', 'bulk']);
/** Longer than a look at the store, and time for a few batches to leave it. */
const RETRY_AFTER_MS = 15_000;
/** A run that has just ended stays, because somebody may wait for its result. */
const EARLY_AFTER_MS = 60_000;

type Memory = NonNullable<StoreCondition['memory']>;

interface CeilingOptions {
  /** `AG06_STORE_MEMORY`; undefined if only the server's own limit counts. */
  readonly storeBytes: number | undefined;
  readonly book: Pick<MetricBook, 'submissionsRefused'>;
  /** The youngest end of a run that leaves the store before its retention is over, in milliseconds. */
  readonly earlyAfterMs?: number;
}

/**
 * The ceiling of the hot store, and how much of it is in use by the last look. Nothing here asks the store, so a submission
 * is judged without a round trip.
 */
export class StoreCeiling {
  readonly earlyAfterMs: number;
  readonly #options: CeilingOptions;
  #memory: Memory | undefined;
  #relieve: () => void = () => {};

  constructor(options: CeilingOptions) {
    this.#options = options;
    this.earlyAfterMs = options.earlyAfterMs ?? EARLY_AFTER_MS;
  }

  /** The limit that is nearer, and what is in use of it; undefined if there is none, or before the first look. */
  get memory(): Memory | undefined {
    return this.#memory;
  }

  /** Whether finished runs should leave the store faster. */
  get isPressed(): boolean {
    return shareOf(this.#memory) >= PRESSED_FROM;
  }

  /** Takes the result of a look at the store. Calls for relief as long as the store is too full. */
  note({ usedBytes, memory }: Pick<StoreCondition, 'usedBytes' | 'memory'>): void {
    const { storeBytes } = this.#options;
    const own =
      usedBytes === undefined || storeBytes === undefined ? undefined : { usedBytes, maxBytes: storeBytes };
    this.#memory = shareOf(own) >= shareOf(memory) ? own : memory;
    if (this.isPressed) this.#relieve();
  }

  /** Calls back at each look that finds the store too full. */
  onPressed(relieve: () => void): void {
    this.#relieve = relieve;
  }

  /** Returns why no new run of this priority is taken now; undefined if it is. Runs that were taken go on. */
  judge(priority: Priority): Refusal | undefined {
    if (!REFUSED.has(priority) || shareOf(this.#memory) < REFUSED_FROM) return undefined;
    this.#options.book.submissionsRefused.at(priority).add();
    const percent = Math.floor(shareOf(this.#memory) * 100);
    const message = `The store is ${percent} % full, so it takes no new runs of priority ${priority}. Send it again later, with the same Idempotency-Key, or with a higher priority. Its operator can raise AG06_STORE_MEMORY or the server's memory, set AG06_ARCHIVE_URL, or shorten AG06_RETENTION.`;
    return new Refusal(503, 'STORE_NEARLY_FULL', message, { retryAfterMs: RETRY_AFTER_MS });
  }
}

const shareOf = (memory: Memory | undefined): number =>
  memory === undefined ? 0 : memory.usedBytes / memory.maxBytes;
