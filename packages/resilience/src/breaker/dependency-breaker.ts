import type { BreakerSettings } from '@ag06/contracts';
import { applyExchange, type Exchanged } from './apply-exchange.ts';
import type { CallOutcome, Weight } from './apply-outcome.ts';
import type { BreakerDocument } from './breaker-document.ts';
import type { BreakerListener } from './breaker-listener.ts';
import { standingOf } from './breaker-standing.ts';
import { Outbox } from './outbox.ts';
import type { SharedBreaker } from './shared-breaker.ts';
import type { StoreClock } from './store-clock.ts';
import { WaitingLine } from './waiting-line.ts';

/** How long a call waits for a permit, and a failed one for how it counted. */
const WAIT_MS = 500;
const RETRY_MS = 250;
const TOTALS_EVERY_MS = 10_000;

/** A call that was let through. */
export interface Call {
  readonly dependency: string;
  /** How often the breaker had opened when it began. */
  readonly era: number;
  readonly permit: string | undefined;
}

/** How a call that failed counted; `unknown`: the store did not tell in time. */
export type FailureWeight = Weight | 'unknown';

export interface DependencyBreakerOptions {
  readonly name: string;
  readonly shared: SharedBreaker;
  readonly clock: StoreClock;
  readonly listener: BreakerListener;
  readonly createPermitId: () => string;
}

/**
 * One process's view of the breaker of one dependency. While it is healthy nothing is waited for and nothing is sent; else
 * outcomes go to the store and permits come from there, those of one turn, and all that come while an exchange is under
 * way, in one.
 */
export class DependencyBreaker {
  readonly #options: DependencyBreakerOptions;
  readonly #outbox = new Outbox();
  readonly #line = new WaitingLine<Call>();
  readonly #held = new Set<string>();
  #settings: BreakerSettings;
  /** Failures that the store does not know yet. */
  #untold = 0;
  /** What succeeded while nothing was counted, and is not told yet. */
  #successes = { era: 0, count: 0 };
  #toldAt = performance.now();
  #isExchanging = false;
  #isAskedFor = false;
  #mustRenew = false;
  #isStopped = false;
  #retry: NodeJS.Timeout | undefined;
  /** What any call gets while the breaker is healthy; undefined while it is not. */
  #free: Call | undefined;

  constructor(options: DependencyBreakerOptions, settings: BreakerSettings) {
    this.#options = options;
    this.#settings = settings;
  }

  get document(): BreakerDocument | undefined {
    return this.#options.shared.document;
  }

  /** Whether any call may begin at once, without a permit. */
  get isFree(): boolean {
    return this.#free !== undefined;
  }

  /** Whether nothing is counted against it: what succeeds needs not be told at once. */
  get isQuiet(): boolean {
    const { document } = this;
    return this.#free !== undefined && document?.state.is === 'closed' && document.state.failures === 0;
  }

  setSettings(settings: BreakerSettings): void {
    this.#settings = settings;
  }

  /** Lets a call through, or not (undefined); a promise if it has to wait for a permit, at most half a second. */
  enter(): Call | undefined | Promise<Call | undefined> {
    if (this.#free !== undefined) return this.#free;
    const standing = this.#standing();
    if (standing?.is === 'open') return this.#refuse();
    const id = this.#options.createPermitId();
    const waiting = this.#line.wait(id, WAIT_MS, () => this.#onLate());
    this.#ask();
    return waiting;
  }

  succeed(call: Call): void {
    if (call.permit !== undefined || !this.isQuiet) this.#tell(call, 'success');
    else if (this.#successes.era === call.era) this.#successes.count++;
    else {
      this.#tellSuccesses();
      this.#successes = { era: call.era, count: 1 };
    }
  }

  /** The call says nothing about the dependency. */
  pass(call: Call): void {
    if (call.permit !== undefined) this.#tell(call, 'neutral');
  }

  fail(call: Call): Promise<FailureWeight> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, WAIT_MS, 'unknown');
      this.#untold++;
      this.#tell(call, 'failure', (weight) => {
        clearTimeout(timer);
        this.#untold--;
        resolve(weight);
      });
      this.refresh();
    });
  }

  /** Looks again at what the shared document says. */
  refresh(): void {
    const standing = this.#standing();
    const wasFree = this.#free;
    this.#free = standing?.is === 'healthy' && this.#untold === 0 ? this.#toFree() : undefined;
    if (this.#line.size === 0 || standing === undefined) return;
    if (this.#free !== undefined && wasFree === undefined) this.#line.settleAll(this.#free);
    else if (standing.is === 'open') {
      for (let i = this.#line.size; i > 0; i--) this.#refuse();
      this.#line.settleAll(undefined);
    } else if (standing.is === 'limited' && standing.free > 0) this.#ask();
  }

  async load(): Promise<void> {
    await this.#options.shared.load();
    this.refresh();
  }

  /** The permits that this process holds last longer. */
  renew(): void {
    if (this.#held.size === 0) return;
    this.#mustRenew = true;
    this.#exchange();
  }

  /** Tells what could wait, successes and refusals: every now and then for the totals, more often where a rate is judged. */
  tellTotals(): void {
    const windowMs = this.#settings.failureRate?.windowMs;
    const everyMs = windowMs === undefined ? TOTALS_EVERY_MS : Math.min(TOTALS_EVERY_MS, windowMs / 10);
    const hasNews = this.#successes.count + this.#outbox.refused > 0;
    if (hasNews && performance.now() - this.#toldAt >= everyMs) this.#exchange();
  }

  /** Tells what is left; nothing waits here any more. */
  stop(): void {
    clearTimeout(this.#retry);
    this.#isStopped = true;
    this.#line.settleAll(undefined);
    if (this.#successes.count + this.#outbox.refused > 0 || !this.#outbox.isEmpty) this.#exchange();
  }

  /** Whether all is told. */
  get isSettled(): boolean {
    return !this.#isExchanging;
  }

  #standing() {
    const { shared, clock } = this.#options;
    return shared.document === undefined ? undefined : standingOf(shared.document, clock.now());
  }

  #toFree(): Call {
    const era = this.document?.totals.opened ?? 0;
    return this.#free?.era === era ? this.#free : { dependency: this.#options.name, era, permit: undefined };
  }

  #refuse(): undefined {
    this.#outbox.countRefusal();
    this.#options.listener.onRefused(this.#options.name);
    return undefined;
  }

  /** A store that does not answer refuses nobody whom the breaker would not. */
  #onLate(): Call | undefined {
    return this.#standing()?.is === 'healthy' ? this.#toFree() : this.#refuse();
  }

  #tell(call: Call, result: CallOutcome['result'], onWeight?: (weight: Weight) => void): void {
    if (call.permit !== undefined) this.#held.delete(call.permit);
    this.#tellSuccesses();
    this.#outbox.add({ result, count: 1, era: call.era, permit: call.permit }, onWeight);
    this.#exchange();
  }

  #tellSuccesses(): void {
    const { era, count } = this.#successes;
    if (count === 0) return;
    this.#outbox.add({ result: 'success', count, era, permit: undefined });
    this.#successes = { era, count: 0 };
  }

  #ask(): void {
    this.#isAskedFor = true;
    this.#exchange();
  }

  #exchange(): void {
    if (this.#isExchanging) return;
    this.#isExchanging = true;
    clearTimeout(this.#retry);
    // What ends in this turn goes along.
    setImmediate(() => void this.#exchangeAll());
  }

  async #exchangeAll(): Promise<void> {
    try {
      do await this.#exchangeOnce();
      while (!this.#outbox.isEmpty || this.#isAskedFor || this.#mustRenew);
      this.#isExchanging = false;
    } catch (error) {
      this.#isExchanging = false;
      this.#options.listener.onError(this.#options.name, error);
      if (!this.#isStopped) this.#retry = setTimeout(() => this.#exchange(), RETRY_MS);
    }
  }

  async #exchangeOnce(): Promise<void> {
    const { shared } = this.#options;
    if (!shared.isLoaded) await shared.load();
    this.#tellSuccesses();
    this.#toldAt = performance.now();
    const taken = this.#outbox.take();
    const mustRenew = this.#mustRenew;
    this.#isAskedFor = false;
    this.#mustRenew = false;
    try {
      for (;;) {
        const before = shared.document;
        const exchanged = this.#apply(taken, mustRenew);
        if (!exchanged.isChanged || (await shared.swap(exchanged.document))) {
          this.#settle(taken, exchanged, before);
          return;
        }
        await shared.load();
      }
    } catch (error) {
      this.#outbox.putBack(taken);
      this.#isAskedFor = this.#line.size > 0;
      throw error;
    }
  }

  #apply({ waiting, refused }: ReturnType<Outbox['take']>, mustRenew: boolean): Exchanged {
    const { shared, clock } = this.#options;
    return applyExchange(
      shared.document,
      this.#settings,
      {
        outcomes: waiting.map(({ outcome }) => outcome),
        renewed: mustRenew ? [...this.#held] : [],
        asked: this.#line.first(this.#settings.consecutiveFailures + this.#settings.probes),
        refused,
      },
      clock.now(),
    );
  }

  #settle(
    { waiting }: ReturnType<Outbox['take']>,
    { weights, granted, document }: Exchanged,
    before: BreakerDocument | undefined,
  ): void {
    const { name, listener } = this.#options;
    waiting.forEach(({ onWeight }, i) => void onWeight?.(weights[i] ?? 'counted'));
    for (const permit of granted) {
      const call: Call = { dependency: name, era: document.totals.opened, permit };
      this.#held.add(permit);
      if (!this.#line.settle(permit, call)) this.pass(call);
    }
    const known = before?.transitions.at(-1);
    const news = document.transitions.slice(
      known === undefined ? 0 : document.transitions.lastIndexOf(known) + 1,
    );
    for (const transition of news) listener.onTransition(name, transition, document);
    this.refresh();
  }
}
