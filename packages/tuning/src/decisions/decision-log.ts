import { Decision } from './decision.ts';
import { toResult } from './to-result.ts';
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

  add(decision: Omit<Decision, 'before' | 'after' | 'result'>, meter: ValueMeter): void {
    const before = meter.between(decision.at - RESULT_SECONDS, decision.at)?.perSecond ?? null;
    const noted = { ...decision, before, after: null, result: null };
    this.#decisions = [...this.#decisions, noted].slice(-DECISIONS_KEPT);
  }

  /** Notes what came of decisions that are a minute old, or of whose settings nothing more is to come. */
  update(now: number, meter: ValueMeter): void {
    for (const [i, one] of this.#decisions.entries()) {
      if (now > one.at + 2 * RESULT_SECONDS || (one.after !== null && one.result !== null)) continue;
      const updated = { ...one, after: afterOf(one, now, meter), result: this.#resultOf(one, i, meter) };
      this.#decisions[i] = updated;
    }
  }

  /** JSON keeps no undefined, so neither does a decision. */
  toModel(): Decision[] {
    return this.#decisions.map((one) => Decision.parse(JSON.parse(JSON.stringify(one))));
  }

  #resultOf(decision: Decision, index: number, meter: ValueMeter): Decision['result'] {
    const { at, version, prediction, result } = decision;
    if (prediction === null || result !== null) return result;
    const next = this.#decisions.slice(index + 1).find((other) => other.version > version);
    const end = at + prediction.seconds;
    // A forecast of demand stands whatever the settings become.
    const until = prediction.of === 'arrivalsPerSec' ? end : Math.min(end, next?.at ?? end);
    return toResult(prediction, { at, until }, meter) ?? null;
  }
}

function afterOf({ at, after }: Decision, now: number, meter: ValueMeter): number | null {
  if (after !== null || now < at + RESULT_SECONDS) return after;
  return meter.between(at, at + RESULT_SECONDS)?.perSecond ?? null;
}
