import { z } from 'zod';
import { BaseFailureRate } from '../breaker/base-failure-rate.ts';
import { chooseAttempts, RetryTable } from '../breaker/choose-attempts.ts';
import type { NotDone } from '../decisions/not-done.ts';
import type { Observation } from '../observation.ts';
import type { InForce, Knob, KnobOptions, Proposal } from './knob.ts';

const RateCounts = z.strictObject({
  failures: z.number(),
  attempts: z.number(),
  outagesMs: z.array(z.number()),
});

export const FailuresModel = z.strictObject({
  base: RateCounts,
  /** Failures and attempts in which the attempt before had failed. */
  again: z.strictObject({ failures: z.number(), attempts: z.number() }),
  window: z.strictObject({ seconds: z.number(), failures: z.number(), attempts: z.number() }),
  /** Since when windows are alarming; null: they are not. */
  outageSince: z.number().nullable(),
  decidedAt: z.number(),
});
export type FailuresModel = z.infer<typeof FailuresModel>;

const WINDOW_SECONDS = 5;
const EVERY_SECONDS = 60;
/** A threshold that would move by less stays. */
const THRESHOLD_STEP = 0.02;

/** The breaker and the number of attempts, from how often attempts fail when nothing is wrong (design, 5.4 and 5.6). */
export class FailuresKnob implements Knob {
  readonly #options: KnobOptions;
  readonly #base: BaseFailureRate;
  readonly #again: RetryTable;
  #state: Omit<FailuresModel, 'base' | 'again'>;

  constructor(options: KnobOptions, model?: FailuresModel) {
    const { base, again, ...state } = model ?? {};
    this.#options = options;
    this.#base = new BaseFailureRate(base);
    this.#again = new RetryTable(again);
    this.#state = {
      window: { seconds: 0, failures: 0, attempts: 0 },
      outageSince: null,
      decidedAt: Number.MIN_SAFE_INTEGER,
      ...state,
    };
  }

  /** How often attempts fail when nothing is wrong. */
  get baseRate(): number {
    return this.#base.rate;
  }

  observe({ samples, dt = 1, t }: Observation): void {
    const { window } = this.#state;
    for (const { outcome, attempt } of samples) {
      const isFailure = outcome === 'error' || outcome === 'timeout';
      if (outcome !== 'ok' && !isFailure) continue;
      window.attempts++;
      if (isFailure) window.failures++;
      if (attempt > 1) this.#again.add(isFailure);
    }
    window.seconds += dt;
    if (window.seconds < WINDOW_SECONDS) return;
    this.#close(t);
  }

  decide(now: number, { settings }: InForce): Proposal | undefined {
    const choice = this.#base.choose();
    if (choice === undefined || now < this.#state.decidedAt + EVERY_SECONDS) return undefined;
    this.#state.decidedAt = now;
    const threshold = Math.round(choice.threshold * 1e3) / 1e3;
    const attempts = Math.max(
      this.#options.static.maxAttempts ?? 1,
      chooseAttempts({ objective: this.#options.objective, baseRate: this.#base.rate, again: this.#again }),
    );
    const isNear = Math.abs((settings.breakerThreshold ?? 0) - threshold) < THRESHOLD_STEP;
    if (isNear && settings.maxAttempts === attempts && settings.breakerOpenMs === choice.openMs)
      return undefined;
    return {
      settings: {
        breakerThreshold: isNear ? settings.breakerThreshold : threshold,
        breakerOpenMs: Math.round(choice.openMs),
        maxAttempts: attempts,
      },
      reason: 'BREAKER_LEARNED',
      evidence: { failuresPercent: 100 * this.#base.rate, againPercent: 100 * this.#again.rate },
    };
  }

  notDone(): NotDone | undefined {
    if (this.#base.choose() !== undefined) return undefined;
    const text = 'no threshold: the base rate of failures is not known before 200 attempts in calm times';
    return { knob: 'breakerThreshold', reason: 'MEASURE', text };
  }

  toModel(): FailuresModel {
    return { ...this.#state, base: this.#base.toModel(), again: this.#again.toModel() };
  }

  #close(t: number): void {
    const isAlarming = this.#base.add(this.#state.window);
    const { outageSince } = this.#state;
    if (isAlarming) this.#state.outageSince = outageSince ?? t - WINDOW_SECONDS;
    else if (outageSince !== null && this.#state.window.attempts >= 5) {
      this.#base.addOutage((t - outageSince) * 1_000);
      this.#state.outageSince = null;
    }
    this.#state.window = { seconds: 0, failures: 0, attempts: 0 };
  }
}
