import type { BreakerSettings } from '@ag06/contracts';
import { applyExchange, type Exchanged } from './apply-exchange.ts';
import type { CallOutcome, Weight } from './apply-outcome.ts';
import type { BreakerDocument } from './breaker-document.ts';
import { Outbox, type Parcel } from './outbox.ts';
import type { SharedBreaker } from './shared-breaker.ts';
import type { StoreClock } from './store-clock.ts';

const RETRY_MS = 250;

interface ExchangeLoopOptions {
  readonly shared: SharedBreaker;
  readonly clock: StoreClock;
  readonly settings: () => BreakerSettings;
  /** Ids of the first `count` callers that wait for a permit. */
  readonly waiting: (count: number) => readonly string[];
  /** Ids of the permits whose calls are in flight. */
  readonly held: () => readonly string[];
  /** Called with a change of the document, and the document before it. */
  readonly onExchanged: (exchanged: Exchanged, before: BreakerDocument | undefined) => void;
  readonly onError: (error: unknown) => void;
}

/**
 * Sends outcomes to the shared document and gets permits back, one exchange after the other. Everything from one turn
 * of the event loop, and everything that comes during an exchange, goes along in the next.
 */
export class ExchangeLoop {
  readonly #options: ExchangeLoopOptions;
  readonly outbox = new Outbox();
  #isUnderWay = false;
  #asks = false;
  #renews = false;
  #isStopped = false;
  #retry: NodeJS.Timeout | undefined;
  #toldAt = performance.now();

  constructor(options: ExchangeLoopOptions) {
    this.#options = options;
  }

  /** Whether everything was sent. */
  get isIdle(): boolean {
    return !this.#isUnderWay;
  }

  /** `performance.now()` when the outbox was emptied last. */
  get toldAt(): number {
    return this.#toldAt;
  }

  tell(outcome: CallOutcome, onWeight?: (weight: Weight) => void): void {
    this.outbox.add(outcome, onWeight);
    this.begin();
  }

  /** Asks for permits for those that wait. */
  ask(): void {
    this.#asks = true;
    this.begin();
  }

  /** Extends the held permits. */
  renew(): void {
    this.#renews = true;
    this.begin();
  }

  begin(): void {
    if (this.#isUnderWay) return;
    this.#isUnderWay = true;
    clearTimeout(this.#retry);
    // Calls that end in this turn go along.
    setImmediate(() => void this.#run());
  }

  /** Sends the remaining outcomes, without further retries. */
  stop(): void {
    this.#isStopped = true;
    clearTimeout(this.#retry);
    if (this.outbox.hasNews) this.begin();
  }

  async #run(): Promise<void> {
    try {
      do await this.#exchange();
      while (!this.outbox.isEmpty || this.#asks || this.#renews);
    } catch (error) {
      this.#options.onError(error);
      if (!this.#isStopped) this.#retry = setTimeout(() => this.begin(), RETRY_MS);
    }
    this.#isUnderWay = false;
  }

  async #exchange(): Promise<void> {
    const { shared, onExchanged } = this.#options;
    if (!shared.isLoaded) await shared.load();
    this.#toldAt = performance.now();
    const parcel = this.outbox.take();
    const renews = this.#renews;
    this.#asks = false;
    this.#renews = false;
    try {
      for (;;) {
        const before = shared.document;
        const exchanged = this.#apply(parcel, renews);
        if (!exchanged.isChanged || (await shared.swap(exchanged.document))) {
          parcel.waiting.forEach(({ onWeight }, i) => void onWeight?.(exchanged.weights[i] ?? 'counted'));
          onExchanged(exchanged, before);
          return;
        }
        await shared.load();
      }
    } catch (error) {
      this.outbox.putBack(parcel);
      this.#asks = true;
      throw error;
    }
  }

  #apply({ waiting, refused }: Parcel, renews: boolean): Exchanged {
    const { shared, clock, settings, held } = this.#options;
    const set = settings();
    return applyExchange(
      shared.document,
      set,
      {
        outcomes: waiting.map(({ outcome }) => outcome),
        renewed: renews ? held() : [],
        asked: this.#options.waiting(set.consecutiveFailures + set.probes),
        refused,
      },
      clock.now(),
    );
  }
}
