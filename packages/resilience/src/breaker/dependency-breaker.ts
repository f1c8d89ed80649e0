import type { BreakerSettings } from '@ag06/contracts';
import type { Exchanged } from './apply-exchange.ts';
import type { CallOutcome, Weight } from './apply-outcome.ts';
import type { BreakerDocument, FailedCall, LastError } from './breaker-document.ts';
import type { BreakerListener } from './breaker-listener.ts';
import { type Standing, standingOf } from './breaker-standing.ts';
import { ExchangeLoop } from './exchange-loop.ts';
import type { SharedBreaker } from './shared-breaker.ts';
import type { StoreClock } from './store-clock.ts';
import { WaitingLine } from './waiting-line.ts';

/** How long a call waits for a permit. */
const PERMIT_WAIT_MS = 500;
/**
 * How long a failed call waits for the answer how it counted. Its outcome needs the same store, so a slow one holds nothing up that would
 * go on without; and without the answer an attempt is spent that a breaker should have spared.
 */
const WEIGHT_WAIT_MS = 5_000;
const TOTALS_EVERY_MS = 10_000;

/** A call that was let through. */
export interface Call {
  readonly dependency: string;
  /** How often the breaker had opened when it began. */
  readonly era: number;
  readonly permit: string | undefined;
}

/** How a failed call counted; `unknown`: the store did not answer in time. */
export type FailureWeight = Weight | 'unknown';

interface DependencyBreakerOptions {
  readonly name: string;
  readonly shared: SharedBreaker;
  readonly clock: StoreClock;
  readonly listener: BreakerListener;
  readonly createPermitId: () => string;
}

/**
 * One process's view of the breaker of one dependency. While it is healthy, nothing waits and nothing is sent.
 * Otherwise outcomes go to the shared document, and permits come from there.
 */
export class DependencyBreaker {
  readonly #options: DependencyBreakerOptions;
  readonly #loop: ExchangeLoop;
  readonly #line = new WaitingLine<Call>();
  readonly #held = new Set<string>();
  #settings: BreakerSettings;
  /** Failures that the store does not know yet. */
  #untold = 0;
  /** The call that everybody gets while the breaker is healthy; undefined otherwise. */
  #free: Call | undefined;

  constructor(options: DependencyBreakerOptions, settings: BreakerSettings) {
    this.#options = options;
    this.#settings = settings;
    const { name, shared, clock, listener } = options;
    this.#loop = new ExchangeLoop({
      shared,
      clock,
      settings: () => this.#settings,
      waiting: (count) => this.#line.first(count),
      held: () => [...this.#held],
      onExchanged: (exchanged, before) => this.#onExchanged(exchanged, before),
      onError: (error) => listener.onError(name, error),
    });
  }

  /** Whether any call may begin at once, without a permit. */
  get isFree(): boolean {
    return this.#free !== undefined;
  }

  /** The last failure that this process knows. */
  get lastError(): LastError | undefined {
    return this.#options.shared.document?.lastError;
  }

  /** Whether nothing is counted against it, so that a success need not be sent at once. */
  get isQuiet(): boolean {
    return this.#free !== undefined && this.#options.shared.document?.state.failures === 0;
  }

  /** Whether everything was sent. */
  get isSettled(): boolean {
    return this.#loop.isIdle;
  }

  setSettings(settings: BreakerSettings): void {
    this.#settings = settings;
  }

  /**
   * Lets a call through, or refuses it (undefined). Returns a promise if it must wait for a permit, at most half a
   * second.
   */
  enter(): Call | undefined | Promise<Call | undefined> {
    if (this.#free !== undefined) return this.#free;
    if (this.#standing()?.is === 'open') return this.#refuse();
    const id = this.#options.createPermitId();
    const waiting = this.#line.wait(id, PERMIT_WAIT_MS, () => this.#onLate());
    this.#loop.ask();
    return waiting;
  }

  succeed(call: Call): void {
    if (call.permit === undefined && this.isQuiet)
      this.#loop.outbox.countSuccess(call.era, this.#options.clock.now());
    else this.#report(call, { result: 'success' });
  }

  /** The call says nothing about the dependency. */
  pass(call: Call): void {
    if (call.permit !== undefined) this.#report(call, { result: 'neutral' });
  }

  fail(call: Call, failed?: FailedCall): Promise<FailureWeight> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, WEIGHT_WAIT_MS, 'unknown');
      this.#untold++;
      this.#free = undefined;
      const onWeight = (weight: Weight) => {
        clearTimeout(timer);
        this.#untold--;
        resolve(weight);
      };
      this.#report(call, { result: 'failure', failed }, onWeight);
    });
  }

  async load(): Promise<void> {
    await this.#options.shared.load();
    this.refresh();
  }

  /** Reads the shared document again, and answers those that wait. */
  refresh(): void {
    const standing = this.#standing();
    const isFree = standing?.is === 'healthy' && this.#untold === 0;
    this.#free = isFree ? this.#toFree() : undefined;
    if (this.#line.size === 0) return;
    if (this.#free !== undefined) this.#line.settleAll(this.#free);
    else if (standing?.is === 'open') {
      this.#countRefusals(this.#line.size);
      this.#line.settleAll(undefined);
    } else if (standing?.is === 'limited' && standing.free > 0) this.#loop.ask();
  }

  /** Extends the permits that this process holds. */
  renew(): void {
    if (this.#held.size > 0) this.#loop.renew();
  }

  /**
   * Sends successes and refusals, which are not urgent: from time to time for the totals, more often if a rate is
   * judged.
   */
  tellTotals(): void {
    const windowMs = this.#settings.failureRate?.windowMs;
    const everyMs = windowMs === undefined ? TOTALS_EVERY_MS : Math.min(TOTALS_EVERY_MS, windowMs / 10);
    const { outbox, toldAt } = this.#loop;
    if (outbox.hasNews && performance.now() - toldAt >= everyMs) this.#loop.begin();
  }

  /** Sends the remaining outcomes, and ends all waits. */
  stop(): void {
    this.#line.settleAll(undefined);
    this.#loop.stop();
  }

  #standing(): Standing | undefined {
    const { shared, clock } = this.#options;
    return shared.document === undefined ? undefined : standingOf(shared.document, clock.now());
  }

  #toFree(): Call {
    const era = this.#options.shared.document?.totals.opened ?? 0;
    if (this.#free?.era === era) return this.#free;
    return { dependency: this.#options.name, era, permit: undefined };
  }

  #refuse(): undefined {
    this.#countRefusals(1);
  }

  #countRefusals(count: number): void {
    this.#loop.outbox.countRefusals(count);
    for (let i = 0; i < count; i++) this.#options.listener.onRefused(this.#options.name);
  }

  /** While the store does not answer, only calls that the breaker itself would refuse are refused. */
  #onLate(): Call | undefined {
    return this.#standing()?.is === 'healthy' ? this.#toFree() : this.#refuse();
  }

  #report(
    { era, permit }: Call,
    outcome: Pick<CallOutcome, 'result' | 'failed'>,
    onWeight?: (weight: Weight) => void,
  ): void {
    if (permit !== undefined) this.#held.delete(permit);
    const endedAt = this.#options.clock.now();
    this.#loop.tell({ failed: undefined, ...outcome, count: 1, era, permit, endedAt }, onWeight);
  }

  #onExchanged({ granted, document }: Exchanged, before: BreakerDocument | undefined): void {
    const { name, listener } = this.#options;
    for (const permit of granted) {
      const call: Call = { dependency: name, era: document.totals.opened, permit };
      this.#held.add(permit);
      // A caller that no longer waits gives it back.
      if (!this.#line.settle(permit, call)) this.pass(call);
    }
    const { transitions } = document;
    const known = before?.transitions.at(-1);
    const news = transitions.slice(known === undefined ? 0 : transitions.lastIndexOf(known) + 1);
    for (const transition of news) listener.onTransition(name, transition, document);
    this.refresh();
  }
}
