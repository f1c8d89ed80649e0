import { Decision } from './decision.ts';
import type { ValueMeter } from './value-meter.ts';

export const DECISIONS_KEPT = 200;
const RESULT_SECONDS = 60;

/** The last decisions, each with what came of it after a minute. */
export class DecisionLog {
  #decisions: Decision[];

  constructor(decisions: readonly Decision[] = []) {
    this.#decisions = [...decisions];
  }

  get decisions(): readonly Decision[] {
    return this.#decisions;
  }

  add(decision: Omit<Decision, 'before' | 'after'>, meter: ValueMeter): void {
    const before = meter.between(decision.at - RESULT_SECONDS, decision.at)?.perSecond ?? null;
    this.#decisions = [...this.#decisions, { ...decision, before, after: null }].slice(-DECISIONS_KEPT);
  }

  /** Notes what came of decisions that are a minute old. */
  update(now: number, meter: ValueMeter): void {
    this.#decisions = this.#decisions.map((one) => {
      if (one.after !== null || now < one.at + RESULT_SECONDS || now > one.at + 2 * RESULT_SECONDS)
        return one;
      return { ...one, after: meter.between(one.at, one.at + RESULT_SECONDS)?.perSecond ?? null };
    });
  }

  /** JSON keeps no undefined, so neither does a decision. */
  toModel(): Decision[] {
    return this.#decisions.map((one) => Decision.parse(JSON.parse(JSON.stringify(one))));
  }
}
