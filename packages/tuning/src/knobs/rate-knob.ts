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
  /** Raises in a row without a refusal. */
  raises: z.int().default(0),
  /** Refusals before are those of the time without a cap, seconds. */
  settledAt: z.number().default(0),
  /**
   * Seconds, and calls that were accepted in them, fading, whatever rate was in force. Told once calls were refused: the release before cannot
   * read it, and would begin anew.
   */
  lately: z.strictObject({ seconds: z.number(), accepted: z.number() }).exactOptional(),
});
export type RateModel = z.infer<typeof RateModel>;
type State = Required<RateModel>;

const WINDOW_SECONDS = 4;
/** While it climbs: a rate that is too high for a moment costs less than one that is too low. */
const CLIMB_WINDOW_SECONDS = 2;
const CALLS_MIN = 8;
/** Of 429 among calls: so many say that there is a limit, and more than so many tell by how much the rate is above it. */
const LIMITED = 0.03;
const FEW_REFUSED = 0.06;
const REDUCTION = 0.98;
const QUIET_SECONDS = 5;
const CREEP = 1.03;
/**
 * Before a cap, callers held back by themselves, so that what was accepted then is the least that the provider takes: from
 * there the rate climbs until it is refused. So it does after so many raises in a row, because the limit must have moved.
 */
const CLIMB = 1.2;
const CLIMBS_AFTER = 8;
/** Callers without a cap have used up what the provider gives in advance, so refusals go on for a moment. */
const SETTLE_SECONDS = 2;
const CREEP_WITH_REFUSALS = 1.003;
/** A cap so far above what is called for so long does nothing any more. Right after refusals workers hold back by themselves. */
const LOOSE = 1.6;
const LOOSE_WINDOWS = 3;
/** What was accepted is remembered for so long: many providers count by the minute. */
const LATELY_SECONDS = 60;
/**
 * A window that was refused nearly as a whole says that a quota is used up, or that the caller is locked out for a while. It does not say how many calls a
 * second are accepted: that is told by a longer time.
 */
const REFUSES_ALL = 0.9;
/**
 * Calls a second of which one that accepts none is still asked whether it does again: at fewer, a window of `CALLS_MIN` takes minutes, and so
 * would each raise after a long lock.
 */
const ASKED = CALLS_MIN / 16;
/** A rate of which less than this share is called says nothing about a higher one. */
const USED = 0.85;

/**
 * The rate of calls to a provider that refuses too many with 429 (design, section 5.2): falls to what was accepted, climbs
 * until it is refused once, and creeps up from then on. A window counts only under the rate in force.
 */
export class RateKnob implements Knob {
  readonly #options: KnobOptions;
  #state: State;
  /** Steps of the window, and those in which calls were accepted. A next leader begins them anew. */
  #steps = { all: 0, accepted: 0 };

  constructor(options: KnobOptions, model?: RateModel) {
    this.#options = options;
    const lately = { seconds: 0, accepted: 0 };
    this.#state = { ...EMPTY, quietUntil: 0, looseWindows: 0, raises: 0, settledAt: 0, lately, ...model };
  }

  observe(observation: Observation, { version }: InForce): void {
    const { t, samples, dt = 1, configVersion, breaker = 'closed' } = observation;
    this.#remember(samples, dt);
    if ((configVersion !== undefined && configVersion !== version) || t <= this.#state.settledAt) return;
    if (breaker !== 'closed') return;
    this.#state.seconds += dt;
    const before = this.#state.accepted;
    for (const { outcome } of samples) {
      if (outcome === '429') this.#state.refused++;
      else if (outcome !== 'cancelled') this.#state.accepted++;
    }
    this.#steps.all++;
    if (this.#state.accepted > before) this.#steps.accepted++;
  }

  decide(now: number, { settings }: InForce): Proposal | undefined {
    const { seconds, accepted, refused, quietUntil } = this.#state;
    const rate = settings.ratePerSec ?? null;
    if (seconds < this.#windowSeconds(rate) || accepted + refused < CALLS_MIN) return undefined;
    const share = refused / (accepted + refused);
    const window = { refused, share, acceptedRate: accepted / seconds };
    if (share > LIMITED) return this.#lower(now, rate, window);
    if (rate !== null && now < quietUntil) return undefined;
    return rate === null ? this.#begin(now) : this.#raise(now, rate, window);
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
    const { lately, ...state } = this.#state;
    const wasRefused = state.refused > 0 || state.settledAt > 0;
    return wasRefused ? { ...state, lately } : state;
  }

  #windowSeconds(rate: number | null): number {
    return rate !== null && this.#state.raises >= CLIMBS_AFTER ? CLIMB_WINDOW_SECONDS : WINDOW_SECONDS;
  }

  #lower(now: number, rate: number | null, window: Window): Proposal | undefined {
    const { share, acceptedRate } = window;
    const lately = this.#acceptedLately;
    // Nothing was ever accepted: that tells of no rate at all.
    if (rate === null && share > REFUSES_ALL && lately === 0) return this.#begin(now);
    const refusesAll = share > REFUSES_ALL && !this.#acceptsSteadily();
    if (this.#mayHaveEnded(rate, window)) {
      this.#state.raises++;
      return this.#begin(now);
    }
    const least = refusesAll ? Math.max(lately, acceptedRate === 0 ? ASKED : 0) : 0;
    // Such a rate says nothing of what the provider accepts once it does.
    const isGuess = rate === null || (least > 0 && lately < ASKED);
    this.#begin(now, rate === null ? 0 : QUIET_SECONDS);
    this.#state.raises = isGuess ? CLIMBS_AFTER : 0;
    if (rate === null) this.#state.settledAt = now + SETTLE_SECONDS;
    const few = share < FEW_REFUSED ? REDUCTION : 1 - share;
    const fallen = rate === null ? acceptedRate : Math.max(acceptedRate, few * rate);
    return this.#cap(Math.max(fallen, Math.min(rate ?? least, least)), 'RATE_CAP', window);
  }

  /** Whether few calls were accepted, but in each step of the window: that is no quota which is used up, but a low rate. */
  #acceptsSteadily(): boolean {
    return this.#steps.accepted === this.#steps.all;
  }

  /** Whether a lock may have ended within this window: the next one tells. */
  #mayHaveEnded(rate: number | null, { acceptedRate }: Window): boolean {
    return rate !== null && rate <= ASKED && acceptedRate > 0 && this.#state.raises === CLIMBS_AFTER;
  }

  /** Calls a second. */
  get #acceptedLately(): number {
    const { seconds, accepted } = this.#state.lately;
    return accepted < 1 ? 0 : accepted / Math.max(1, seconds);
  }

  #remember(samples: Observation['samples'], dt: number): void {
    const kept = Math.exp(-dt / LATELY_SECONDS);
    const { seconds, accepted } = this.#state.lately;
    const more = samples.filter(({ outcome }) => outcome !== '429' && outcome !== 'cancelled').length;
    this.#state.lately = { seconds: kept * seconds + dt, accepted: kept * accepted + more };
  }

  #raise(now: number, rate: number, window: Window): Proposal | undefined {
    const { refused, acceptedRate } = window;
    const { looseWindows, raises } = this.#state;
    const isLoose = refused === 0 && rate > LOOSE * acceptedRate;
    this.#begin(now, 0, isLoose ? looseWindows + 1 : 0);
    if (isLoose && looseWindows + 1 >= LOOSE_WINDOWS) {
      const own = this.#options.static.ratePerSec ?? null;
      return { settings: { ratePerSec: own }, reason: 'RATE_FREE', evidence: toEvidence(window) };
    }
    if (acceptedRate < USED * rate) return undefined;
    this.#state.raises = refused > 0 ? 0 : raises + 1;
    const more = raises >= CLIMBS_AFTER ? CLIMB : CREEP;
    return this.#cap(rate * (refused > 0 ? CREEP_WITH_REFUSALS : more), 'RATE_CREEP', window);
  }

  /** Never above what the operator has allowed. */
  #cap(rate: number, reason: 'RATE_CAP' | 'RATE_CREEP', window: Window): Proposal {
    const allowed = this.#options.static.ratePerSec ?? Number.POSITIVE_INFINITY;
    const ratePerSec = Math.min(allowed, Math.max(0.01, rate));
    return { settings: { ratePerSec }, reason, evidence: toEvidence(window) };
  }

  #begin(now: number, quietSeconds = 0, looseWindows = 0): undefined {
    const quietUntil = Math.max(this.#state.quietUntil, now + quietSeconds);
    this.#state = { ...this.#state, ...EMPTY, quietUntil, looseWindows };
    this.#steps = { all: 0, accepted: 0 };
  }
}

/** What a window of calls has come to. */
interface Window {
  readonly refused: number;
  /** Of the calls that were refused. */
  readonly share: number;
  /** A second. */
  readonly acceptedRate: number;
}

const EMPTY = { seconds: 0, accepted: 0, refused: 0 } as const;

const toEvidence = ({ share, acceptedRate }: Window): Proposal['evidence'] => ({
  refusedPercent: 100 * share,
  acceptedPerSec: acceptedRate,
});
