/** Of a gradient ascent with momentum in the logarithm of a setting. */
export interface MomentumOptions {
  /**
   * How far the logarithm of the setting moves for a gradient of 1. The gradient is an elasticity: the percentage by which
   * the value grows with one percent more of the setting. So a rate of 0.01 moves a setting by 1 % at most per step of
   * elasticity 1, and needs ln(6.5) / 0.01 = 187 such steps from 10 to 65. It adapts, so this is where it begins.
   */
  readonly learningRate: number;
  /** The share of the velocity that stays. */
  readonly momentum: number;
  /** The largest factor of one step. */
  readonly stepMax: number;
}

export const MOMENTUM_DEFAULTS: MomentumOptions = { learningRate: 0.01, momentum: 0.8, stepMax: 1.6 };

/** The bounds of the adapted learning rate. */
const RATE = { min: 0.005, max: 2 } as const;
const GROWTH = 1.1;
const SHRINKAGE = 0.5;

export interface MomentumModel {
  readonly velocity: number;
  readonly learningRate: number;
  /** The sign of the last gradient; 0 before the first. */
  readonly sign: number;
}

/**
 * Moves one setting up the gradient of the logarithm of its value. The learning rate grows by a tenth while the gradient
 * keeps its sign, and is halved when it changes (Rprop's rule: Riedmiller and Braun, 1993), so the first rate matters
 * for a dozen steps only.
 */
export class MomentumAscent {
  readonly #options: MomentumOptions;
  #velocity: number;
  #rate: number;
  #sign: number;

  constructor(options: MomentumOptions = MOMENTUM_DEFAULTS, model?: MomentumModel) {
    this.#options = options;
    this.#velocity = model?.velocity ?? 0;
    this.#rate = model?.learningRate ?? options.learningRate;
    this.#sign = model?.sign ?? 0;
  }

  /**
   * Returns the next setting.
   *
   * @param setting above 0
   * @param elasticity the gradient, as `estimateElasticity` measures it
   */
  next(setting: number, elasticity: number): number {
    const sign = Math.sign(elasticity);
    if (sign !== 0 && this.#sign !== 0) {
      this.#rate *= sign === this.#sign ? GROWTH : SHRINKAGE;
      this.#rate = Math.min(RATE.max, Math.max(RATE.min, this.#rate));
    }
    if (sign !== 0) this.#sign = sign;
    const { momentum, stepMax } = this.#options;
    this.#velocity = momentum * this.#velocity + (1 - momentum) * elasticity;
    const limit = Math.log(stepMax);
    return setting * Math.exp(Math.min(limit, Math.max(-limit, this.#rate * this.#velocity)));
  }

  toModel(): MomentumModel {
    return { velocity: this.#velocity, learningRate: this.#rate, sign: this.#sign };
  }
}

/** How far both measurements of a gradient lie from the setting, as a logarithm. */
export const PROBE_DISTANCE = 0.08;

/**
 * Returns the elasticity at a setting from blocks of values in the order A-B-B-A, which cancels a trend: A below the
 * setting by the probe distance, B above it.
 */
export const estimateElasticity = ([a1, b1, b2, a2]: readonly [number, number, number, number]): number =>
  (Math.log(b1 * b2) - Math.log(a1 * a2)) / 2 / (2 * PROBE_DISTANCE);
