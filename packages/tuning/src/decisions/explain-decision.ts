import type { Decision, Prediction, Result } from './decision.ts';

const SENTENCES: Partial<Record<Decision['reason'], string>> = {
  PROBE: 'A trial begins: is it better?',
  ACCEPT: 'The trial brought more by more than chance.',
  REJECT: 'The trial did not bring more, so it is taken back.',
  HOLD: 'Neither more nor less brings more; it stays for a while.',
  MEASURE: 'It is measured again before the next trial.',
  CHANGE_DETECTED: 'The service has changed, so what was learned of it is forgotten.',
  RATE_CAP: 'The provider refuses calls with 429, so the rate falls to what it accepts.',
  RATE_CREEP: 'The provider accepts this rate, so a little more is tried.',
  RATE_FREE: 'The provider refuses nothing any more, so the rate is free.',
  HEDGE_ON: 'A few attempts take many times as long as others; a second one beside them saves deadlines.',
  HEDGE_OFF: 'Second attempts do not pay.',
  TIMEOUT_LEARNED: 'Starting anew is faster than waiting for the slowest attempts.',
  BREAKER_LEARNED: 'It is known how often attempts fail when nothing is wrong.',
  BACKOFF_LEARNED: 'After this wait, attempts succeed most often for the time they wait.',
  AGEING_REPLAY: 'Replayed, the last overload would have brought more.',
  FORECAST: 'So many are needed for what is expected within a boot.',
  ROLLBACK: 'It is taken back.',
  APPLIED: 'A person has set it.',
};

/** Tells a decision in a few sentences: what changed, why, on what evidence, what came of it, and how to undo it. */
export function explainDecision(agent: string, decision: Decision): string {
  const { version, reason, from, to, evidence, note, prediction, result, before, after } = decision;
  const changes = Object.keys(to).map((knob) => `${knob} ${tell(from[knob])} -> ${tell(to[knob])}`);
  const figures = Object.entries(evidence).map(([name, value]) => `${name} ${round(value)}`);
  const parts = [
    `${agent}: ${changes.length === 0 ? 'nothing changed' : changes.join(', ')} (v${version}).`,
    SENTENCES[reason] ?? reason,
    ...(note === undefined ? [] : [`Note: ${note}.`]),
    ...(figures.length === 0 ? [] : [`Evidence: ${figures.join(', ')}.`]),
    ...(prediction === null ? [] : [tellPrediction(prediction)]),
    ...(result === null ? [] : [tellResult(result)]),
    ...(before === null || after === null
      ? []
      : [`Value ${round(before)}/s before, ${round(after)}/s in the minute after.`]),
    ...(changes.length === 0 ? [] : [`Undo: ag06 tuning rollback ${agent} ${Object.keys(to).join(' ')}`]),
  ];
  return parts.join(' ');
}

const PREDICTED: Readonly<Record<Prediction['of'], string>> = {
  valuePerSec: 'value/s',
  missShare: 'of jobs late or lost',
  arrivalsPerSec: 'arrivals/s at most',
};

const tellPrediction = ({ of, value, low, high }: Prediction): string =>
  `Predicted ${round(value)} ${PREDICTED[of]} (${round(low)} to ${round(high)}).`;

const tellResult = ({ value, seconds, isWithin }: Result): string =>
  `Measured ${round(value)} over ${round(seconds)} s, ${isWithin ? 'as' : 'not as'} predicted.`;

const round = (value: number): string => String(Number(value.toPrecision(3)));

function tell(value: unknown): string {
  if (value === undefined) return 'unset';
  if (value === null) return 'off';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
