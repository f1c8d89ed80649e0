import type { Proposal } from '../knobs/knob.ts';
import type { Decision } from './decision.ts';

/** What a decision rests on. */
export type Why = Pick<Proposal, 'reason' | 'evidence' | 'prediction' | 'note'>;

type Change = Pick<Decision, 'at' | 'version' | 'from' | 'to'>;
const NOTE_MAX = 500;

/** Returns a decision as it is written down: with numbers only where they are finite. */
export function toNoted(change: Change, why: Why): Omit<Decision, 'before' | 'after' | 'result'> {
  const { reason, evidence, prediction = null, note } = why;
  const numbers = Object.entries(evidence).filter(([, value]) => Number.isFinite(value));
  const isNumber =
    prediction !== null && [prediction.value, prediction.low, prediction.high].every(Number.isFinite);
  return {
    ...change,
    reason,
    evidence: Object.fromEntries(numbers),
    prediction: isNumber ? prediction : null,
    ...(note !== undefined && { note: note.slice(0, NOTE_MAX) }),
  };
}
