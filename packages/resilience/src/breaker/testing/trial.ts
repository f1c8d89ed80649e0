import { type BreakerSettings, DEFAULT_BREAKER } from '@ag06/contracts';
import { applyExchange, type Exchange, type Exchanged } from '../apply-exchange.ts';
import type { CallOutcome } from '../apply-outcome.ts';
import { BreakerDocument } from '../breaker-document.ts';
import { standingOf } from '../breaker-standing.ts';

const NOTHING: Exchange = { outcomes: [], renewed: [], asked: [], refused: 0 };

/** A breaker whose clock stands still until it is moved. */
export class Trial {
  document: BreakerDocument | undefined;
  now = 1_000_000;
  readonly settings: BreakerSettings;

  constructor(settings: Partial<BreakerSettings> = {}) {
    this.settings = { ...DEFAULT_BREAKER, ...settings };
  }

  do(exchange: Partial<Exchange>): Exchanged {
    const exchanged = applyExchange(this.document, this.settings, { ...NOTHING, ...exchange }, this.now);
    if (exchanged.isChanged) this.document = BreakerDocument.parse(exchanged.document);
    return exchanged;
  }

  end(result: CallOutcome['result'], { count = 1, endedAt, ...rest }: Partial<CallOutcome> = {}) {
    const { permit, failed, era = this.document?.totals.opened ?? 0 } = rest;
    const outcome = { result, count, permit, failed, era, endedAt: endedAt ?? this.now };
    return this.do({ outcomes: [outcome] }).weights[0];
  }

  ask(...asked: string[]): string[] {
    return [...this.do({ asked }).granted];
  }

  get state() {
    return this.document?.state.is;
  }

  get standing() {
    return this.document && standingOf(this.document, this.now);
  }

  /** A call that ends well a millisecond later. */
  succeedLater(): this {
    this.now++;
    this.end('success');
    return this;
  }

  proven(): this {
    this.end('success');
    return this;
  }

  opened(): this {
    this.proven().end('failure', { count: this.settings.consecutiveFailures });
    return this;
  }

  /** Until the time of the open breaker is over. */
  waitUntilProbing(): this {
    if (this.document?.state.is === 'open') this.now = this.document.state.until;
    return this;
  }
}

/** A failure of the n-th run's step. */
export const of = (n: number, item?: number, attempt = 1) => ({
  failed: {
    code: 'SHOP_DOWN',
    message: `No ${n}.`,
    run: `r${n}`,
    step: 's',
    attempt,
    ...(item !== undefined && { item }),
  },
});
