import type { RunStore, SharedStore } from '@ag06/store';

const KIND = 'archive';
const NAME = 'clock';
/** The store's clock may be ahead of this host's by so much … */
const AHEAD_OF_HOST_MS = 10 * 60_000;
/** … and go on by so much more than the time that this process counts: the host may have slept … */
const AHEAD_OF_PROCESS_MS = 3_600_000;
/** … or than the time at which the fleet was last seen: it may have been down. */
const AHEAD_OF_FLEET_MS = 24 * 3_600_000;
/** A jump is believed after so long, because nothing else can tell it from a sleep. */
const BELIEVED_AFTER_MS = 30 * 60_000;
const KEEP_EVERY_MS = 10 * 60_000;

interface ClockDoubt {
  /** The clock of this host, or what the store's own clock was before. */
  readonly of: 'host' | 'before';
  readonly aheadMs: number;
}

interface Known {
  readonly at: number;
  readonly countedAt: number;
  readonly toleranceMs: number;
}

interface StoreClockParts {
  readonly runs: Pick<RunStore, 'now'>;
  readonly shared: Pick<SharedStore, 'load' | 'swap'>;
  /** The clock of this host, and one that is never set. */
  readonly host?: () => number;
  readonly count?: () => number;
}

/**
 * Says whether the store's clock can be trusted by those who delete by age: a clock that jumped ahead would have them delete
 * everything at once, for good. It is compared with the clock of this host, with the time that this process counts, and
 * with the time at which a dispatcher last trusted it, which the fleet keeps. Being behind does no harm.
 */
export class StoreClock {
  readonly #parts: Required<StoreClockParts>;
  #known: Known | undefined;
  #jumpedAt: number | undefined;
  #keptAt = Number.NEGATIVE_INFINITY;
  #doubt: ClockDoubt | undefined;

  /** A store may be a proxy, whose members cannot be spread. */
  constructor({ runs, shared, host = Date.now, count = () => performance.now() }: StoreClockParts) {
    this.#parts = { runs, shared, host, count };
  }

  /** Why it was not trusted when it was asked for last. */
  get doubt(): ClockDoubt | undefined {
    return this.#doubt;
  }

  /** Whether things may be deleted by their age now. */
  async isTrusted(): Promise<boolean> {
    const { runs, host, count } = this.#parts;
    const now = await runs.now();
    this.#known ??= await this.#loadKnown();
    this.#doubt = this.#judge(now, host(), count());
    if (this.#doubt !== undefined) return false;
    this.#known = { at: now, countedAt: count(), toleranceMs: AHEAD_OF_PROCESS_MS };
    await this.#keep(now);
    return true;
  }

  #judge(now: number, host: number, count: number): ClockDoubt | undefined {
    if (now - host > AHEAD_OF_HOST_MS) return { of: 'host', aheadMs: now - host };
    const { at, countedAt, toleranceMs } = this.#known ?? { at: now, countedAt: count, toleranceMs: 0 };
    const aheadMs = now - at - (count - countedAt);
    if (aheadMs <= toleranceMs) {
      this.#jumpedAt = undefined;
      return undefined;
    }
    this.#jumpedAt ??= count;
    if (count - this.#jumpedAt < BELIEVED_AFTER_MS) return { of: 'before', aheadMs };
    this.#jumpedAt = undefined;
    return undefined;
  }

  /** What the fleet knew; undefined at its first start. */
  async #loadKnown(): Promise<Known | undefined> {
    const document = await this.#parts.shared.load(KIND, NAME);
    const at = document === undefined ? Number.NaN : Number(document.text);
    return Number.isFinite(at)
      ? { at, countedAt: this.#parts.count(), toleranceMs: AHEAD_OF_FLEET_MS }
      : undefined;
  }

  async #keep(now: number): Promise<void> {
    const { shared, count } = this.#parts;
    if (count() - this.#keptAt < KEEP_EVERY_MS) return;
    const document = await shared.load(KIND, NAME);
    // Another dispatcher that keeps its time at the same moment does as well.
    await shared.swap(KIND, NAME, document?.version ?? 0, String(now));
    this.#keptAt = count();
  }
}
