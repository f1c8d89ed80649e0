import type { ExperimentPlan } from '@ag06/client';
import type { DraftFault } from '../form/draft.ts';
import { KNOBS, type Knob } from '../tuning/knobs.ts';
import { type NumberTexts, readKnobs } from '../tuning/read-knobs.ts';

/** The fields of a new experiment as they are entered. */
export interface ExperimentTexts {
  readonly agent: string;
  readonly assignment: ExperimentPlan['assignment'];
  readonly a: NumberTexts;
  readonly b: NumberTexts;
  readonly metric: NonNullable<ExperimentPlan['metric']>;
  readonly alpha: string;
  /** Of a switchback. */
  readonly blockSeconds: string;
  readonly promote: NonNullable<ExperimentPlan['promote']>;
  readonly reason: string;
}

export const newExperimentTexts = (agent: string): ExperimentTexts => ({
  agent,
  assignment: 'run',
  a: new Map(),
  b: new Map(),
  metric: 'value',
  alpha: '0.02',
  blockSeconds: '30',
  promote: 'person',
  reason: '',
});

export const ASSIGNMENTS = [
  [
    'run',
    'By run',
    'Each run has an arm, both at the same time. For what touches single attempts: time-out, attempts, backoff, hedge.',
  ],
  [
    'switchback',
    'By time',
    'All runs have the same arm, in blocks of time A-B-B-A. For what all runs share: concurrency, rate, breaker.',
  ],
] as const;

const METRICS = [
  ['value', 'Value', 'What a step brings by the objective of the agent, less what its attempts cost.'],
  ['success', 'Success', 'Whether a step succeeds.'],
  ['throughput', 'Throughput', 'How many steps succeed in a second.'],
  ['recorded', 'Recorded', 'What you measure of runs, such as the quality of their output, and record.'],
] as const;

/** By run both arms share the same workers; in a switchback a run may have steps in several blocks. */
const NO_METRIC = { run: 'throughput', switchback: 'recorded' } as const;

/** Returns what can be compared. */
export const metricsOf = (assignment: ExperimentPlan['assignment']) =>
  METRICS.filter(([metric]) => metric !== NO_METRIC[assignment]);

/** Returns the knobs that arms may name: by time all that workers apply, by run those of single attempts. */
export const knobsOf = (assignment: ExperimentPlan['assignment']): readonly Knob[] =>
  KNOBS.filter(({ scope }) => scope !== undefined && (assignment === 'switchback' || scope === 'run'));

/** Returns the fields with another assignment. A metric that it does not know is given up. */
export const withAssignment = (
  texts: ExperimentTexts,
  assignment: ExperimentPlan['assignment'],
): ExperimentTexts => ({
  ...texts,
  assignment,
  metric: texts.metric === NO_METRIC[assignment] ? 'value' : texts.metric,
});

/** Returns what to send. Adds to `faults` what cannot be sent, under the API's names of places. */
export function readPlan(texts: ExperimentTexts, faults: DraftFault[]): ExperimentPlan {
  const { assignment, metric, promote } = texts;
  const agent = texts.agent.trim();
  if (agent === '') faults.push({ path: 'agent', message: 'This is required.' });
  const knobs = knobsOf(assignment);
  const [a, b] = [readKnobs(knobs, texts.a, 'arms.0', faults), readKnobs(knobs, texts.b, 'arms.1', faults)];
  if (Object.keys(b).length === 0 && Object.keys(a).length === 0)
    faults.push({ path: 'arms', message: 'Expected two arms that differ: set a knob of B.' });
  const number = (path: 'alpha' | 'blockSeconds') => {
    const value = Number(texts[path]);
    if (texts[path].trim() === '' || !Number.isFinite(value))
      faults.push({ path, message: `Expected a number, got ${texts[path] || 'nothing'}.` });
    return value;
  };
  return {
    agent,
    arms: [a, b],
    assignment,
    metric,
    alpha: number('alpha'),
    ...(assignment === 'switchback' && { blockSeconds: number('blockSeconds') }),
    promote,
    reason: texts.reason.trim(),
  };
}
