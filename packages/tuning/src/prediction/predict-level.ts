import type { LevelEstimate } from '../concurrency/cohort.ts';
import { UslFit } from './usl-fit.ts';

/** What is known of a level. */
interface KnownLevel extends LevelEstimate {
  readonly level: number;
}

/** The logarithm of the value per second at a level, and how far off that may be with a probability of 90 %. */
interface PredictedLevel {
  readonly logValue: number;
  readonly spread: number;
}

/** The quantile of a normal distribution for 90 %. */
const Z = 1.645;
/**
 * How the value may answer one more percent of concurrency, where nothing else is known: by one percent more at most, and
 * hardly by more than 0.6 less; 90 % of that.
 */
const ELASTICITY = { mean: 0.2, spread: 0.72 } as const;
/** A level that was seen is taken as it was, if it was seen so well. */
const COUNT_MIN = 15;
/** Attempts of a level are alike beyond chance: the model is not the service. */
const MODEL_SPREAD = 0.02;

/**
 * Predicts what a level brings: from itself where it was seen; else by the Universal Scalability Law, once four levels were seen;
 * else from the incumbent, with all slopes that a service can have.
 */
export function predictLevel(
  level: number,
  incumbent: number,
  known: readonly KnownLevel[],
): PredictedLevel | undefined {
  const own = known.find((one) => one.level === level && one.count >= COUNT_MIN);
  if (own !== undefined) return { logValue: own.logValue, spread: Z * own.error };
  const reference = known.find((one) => one.level === incumbent);
  if (reference === undefined) return undefined;
  const distance = Math.log(level / incumbent);
  const byModel = predictByModel(level, known);
  if (byModel !== undefined) return byModel;
  return {
    logValue: reference.logValue + ELASTICITY.mean * distance,
    spread: Math.hypot(Z * reference.error, ELASTICITY.spread * distance),
  };
}

/** The law is one of slots: how long each takes to bring one unit of value. */
function predictByModel(level: number, known: readonly KnownLevel[]): PredictedLevel | undefined {
  const seen = known.filter(({ count }) => count >= COUNT_MIN);
  const measured = seen.map((one) => ({
    level: one.level,
    meanSeconds: one.level / Math.exp(one.logValue),
    error: one.error,
  }));
  const fitted = UslFit.fit(measured)?.throughput(level);
  if (fitted === undefined || !Number.isFinite(fitted.high) || fitted.low <= 0) return undefined;
  const logValue = Math.log(fitted.value);
  const spread = Math.max(Math.log(fitted.high) - logValue, logValue - Math.log(fitted.low));
  return { logValue, spread: Math.hypot(spread, Z * MODEL_SPREAD) };
}
