import type { TunerSettings } from '../tuner-settings.ts';
import type { Decision, Prediction } from './decision.ts';
import type { ValueMeter } from './value-meter.ts';

const SECONDS = 60;

/**
 * What the model says, a minute later, that settings would have brought which nobody has put in force. It is an estimate: what was
 * never done cannot be measured.
 */
export type Hindsight =
  /** `without`: what was measured meanwhile, with the settings that stayed. */
  | { readonly is: 'estimated'; readonly prediction: Prediction; readonly without: number }
  | { readonly is: 'unknown'; readonly why: string };

/** The settings that were decided, and when, seconds. */
export type HindsightQuestion = Pick<Decision, 'at'> & { readonly settings: TunerSettings };

/**
 * A value is told by how much the model expects more or less than of what stayed, of what was measured of that.
 *
 * @param predict what settings bring, by what is known now; undefined: no model tells
 * @param stayed the settings in force meanwhile
 */
export function toHindsight(
  { at, settings }: HindsightQuestion,
  predict: (settings: TunerSettings) => Prediction | undefined,
  stayed: TunerSettings,
  meter: Pick<ValueMeter, 'between'>,
): Hindsight {
  const prediction = predict(settings);
  if (prediction === undefined) return { is: 'unknown', why: whyUnknown(settings) };
  const { perSecond = 0, misses = 0, jobs = 0 } = meter.between(at, at + SECONDS) ?? {};
  if (jobs === 0) return { is: 'unknown', why: 'no job has ended meanwhile' };
  if (prediction.of === 'missShare') return { is: 'estimated', prediction, without: misses / jobs };
  const expected = predict({ concurrency: stayed.concurrency })?.value ?? 0;
  const scale = expected > 0 && perSecond > 0 ? perSecond / expected : 1;
  return { is: 'estimated', prediction: toScaled(prediction, scale), without: perSecond };
}

const toScaled = ({ value, low, high, ...rest }: Prediction, scale: number): Prediction => ({
  ...rest,
  value: scale * value,
  low: scale * low,
  high: scale * high,
});

/** Why a change of these settings cannot be estimated. */
function whyUnknown(settings: TunerSettings): string {
  if ('concurrency' in settings) return 'too little was seen of the concurrency that stayed';
  if ('ratePerSec' in settings) return 'no model tells how callers would have held back under a rate';
  if ('ageingMs' in settings) return 'only another overload could show it';
  if ('replicas' in settings) return 'no model tells how long steps would have waited for other workers';
  if ('bySize' in settings) return 'too few durations are known, or no second call was to be made';
  return 'no model tells how the service would have failed';
}

const UNITS: Readonly<Record<Prediction['of'], string>> = {
  valuePerSec: 'value/s',
  missShare: 'of jobs late or lost',
  arrivalsPerSec: 'arrivals/s at most',
};

/** Tells it in a sentence or two. */
export function explainHindsight(hindsight: Hindsight): string {
  if (hindsight.is === 'unknown') return `What it would have brought is not known: ${hindsight.why}.`;
  const { prediction, without } = hindsight;
  const { of, value, low, high } = prediction;
  const estimate = `By the model of a minute later it would have brought ${round(value)} ${UNITS[of]} (${round(low)} to ${round(high)})`;
  return `${estimate}; measured without it: ${round(without)}. An estimate, not a measurement.`;
}

const round = (value: number): string => String(Number(value.toPrecision(3)));
