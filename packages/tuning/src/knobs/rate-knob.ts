import { z } from 'zod';
import type { NotDone } from '../decisions/not-done.ts';
import type { Observation } from '../observation.ts';
import type { InForce, Knob, KnobOptions, Proposal } from './knob.ts';

export const RateModel = z.strictObject({
  seconds: z.number(),
  accepted: z.number(),
  refused: z.number(),
  /** No rate is raised before, seconds. */
  quietUntil: z.number(),
  /** Windows in a row in which the rate was far above what was called. */
  looseWindows: z.int().default(0),
});
export type RateModel = z.infer<typeof RateModel>;

const WINDOW_SECONDS = 4;
const CALLS_MIN = 8;
/** Of 429 among calls: so many say that there is a limit, and so many that it is far below. */
const LIMITED = 0.03;
const FAR_BELOW = 0.2;
const REDUCTION = 0.98;
const QUIET_SECONDS = 5;
const CREEP = 1.03;
const CREEP_WITH_REFUSALS = 1.003;
/** A cap so far above what is called for so long does nothing any more. Right after refusals workers hold back by themselves. */
const LOOSE = 1.6;
const LOOSE_WINDOWS = 3;
/** A rate of which less than this share is called says nothing about a higher one. */
const USED = 0.85;

/**
 * The rate of calls to a provider that refuses too many with 429 (design, section 5.2): falls to what was accepted, then
 * creeps up until it is refused again. A window counts only under the rate in force.
 */
export class RateKnob implements Knob {
  readonly #options: KnobOptions;
  #state: RateModel;

  constructor(options: KnobOptions, model?: RateModel) {
    this.#options = options;
    this.#state = { seconds: 0, accepted: 0, refused: 0, quietUntil: 0, looseWindows: 0, ...model };
  }

  observe({ samples, dt = 1, configVersion, breaker = 'closed' }: Observation, { version }: InForce): void {
    if (configVersion !== undefined && configVersion !== version) return;
    if (breaker !== 'closed') return;
    this.#state.seconds += dt;
    for (const { outcome } of samples) {
      if (outcome === '429') this.#state.refused++;
      else if (outcome !== 'cancelled') this.#state.accepted++;
    }
  }

  decide(now: number, { settings }: InForce): Proposal | undefined {
    const { seconds, accepted, refused, quietUntil, looseWindows } = this.#state;
    const rate = settings.ratePerSec ?? null;
    if (seconds < WINDOW_SECONDS || accepted + refused < CALLS_MIN) return undefined;
    const share = refused / (accepted + refused);
    const acceptedRate = accepted / seconds;
    const isLimited = share > LIMITED;
    if (!isLimited && rate === null) {
      this.#begin(now);
      return undefined;
    }
    if (!isLimited && now < quietUntil) return undefined;
    const isLoose = rate !== null && refused === 0 && rate > LOOSE * acceptedRate;
    this.#begin(now, isLimited ? QUIET_SECONDS : 0, isLoose ? looseWindows + 1 : 0);
    const evidence = { refusedPercent: 100 * share, acceptedPerSec: acceptedRate };
    if (isLimited) {
      const next = rate !== null && share < FAR_BELOW ? REDUCTION * rate : acceptedRate;
      return this.#cap(next, 'RATE_CAP', evidence);
    }
    if (rate === null) return undefined;
    if (isLoose && looseWindows + 1 >= LOOSE_WINDOWS)
      return {
        settings: { ratePerSec: this.#options.static.ratePerSec ?? null },
        reason: 'RATE_FREE',
        evidence,
      };
    if (acceptedRate < USED * rate) return undefined;
    return this.#cap(rate * (refused > 0 ? CREEP_WITH_REFUSALS : CREEP), 'RATE_CREEP', evidence);
  }

  notDone(now: number, { settings }: InForce): NotDone | undefined {
    if ((settings.ratePerSec ?? null) === null || now >= this.#state.quietUntil) return undefined;
    const seconds = Math.ceil(this.#state.quietUntil - now);
    return {
      knob: 'ratePerSec',
      reason: 'HOLD',
      text: `no higher rate: refused lately; the next in ${seconds} s`,
    };
  }

  toModel(): RateModel {
    return this.#state;
  }

  /** Never above what the operator has allowed. */
  #cap(rate: number, reason: 'RATE_CAP' | 'RATE_CREEP', evidence: Proposal['evidence']): Proposal {
    const allowed = this.#options.static.ratePerSec ?? Number.POSITIVE_INFINITY;
    return { settings: { ratePerSec: Math.min(allowed, Math.max(0.01, rate)) }, reason, evidence };
  }

  #begin(now: number, quietSeconds = 0, looseWindows = 0): void {
    const quietUntil = Math.max(this.#state.quietUntil, now + quietSeconds);
    this.#state = { seconds: 0, accepted: 0, refused: 0, quietUntil, looseWindows };
  }
}
