import type { Arm, ArmResult, Assignment, ExperimentResult, Metric } from '@ag06/contracts/tuning';
import type { ExperimentView } from '@ag06/tuning';
import type { AgentTrial, Tally } from './agent-trial.ts';

/** What becomes of an experiment by its results. */
export type TrialVerdict =
  | { readonly is: 'running' }
  | { readonly is: 'decided'; readonly winner: Arm }
  | { readonly is: 'futile' }
  | { readonly is: 'aborted'; readonly why: string };

/** Hard limits (design, section 7), which stop B whatever it brings. A is what was there before. */
const FAILURES_MORE = 0.2;
const STEPS_LEAST = 60;

/** Decides whether an experiment goes on. Harm is judged first. */
export function judgeTrial(trial: Pick<AgentTrial, 'tallies' | 'view' | 'document'>): TrialVerdict {
  const why = findHarm(trial.tallies, trial.document.assignment);
  if (why !== undefined) return { is: 'aborted', why };
  switch (trial.view().outcome) {
    case 'a-is-better':
      return { is: 'decided', winner: 'a' };
    case 'b-is-better':
      return { is: 'decided', winner: 'b' };
    case 'futile':
      return { is: 'futile' };
    case 'undecided':
      return { is: 'running' };
  }
}

function findHarm({ a, b }: Readonly<Record<Arm, Tally>>, assignment: Assignment): string | undefined {
  if (b.oom > 0) return `${b.oom} attempts with settings B ran out of memory.`;
  if (a.steps < STEPS_LEAST || b.steps < STEPS_LEAST) return undefined;
  // By run as many steps begin with A as with B: those that are not over may be about to fail.
  const missing = assignment === 'run' ? Math.max(0, b.steps - a.steps) : 0;
  const [ofA, ofB] = [(a.failed + missing) / (a.steps + missing), b.failed / b.steps];
  if (ofB <= ofA + FAILURES_MORE) return undefined;
  return `${percent(ofB)} of ${b.steps} steps failed with settings B, ${percent(a.failed / a.steps)} with A.`;
}

/** Returns the results as they are told, with a sentence for a person. */
export function toResult(trial: AgentTrial, verdict: TrialVerdict, now: number): ExperimentResult {
  const view = trial.view();
  const hasPairs = view.count > 0;
  return {
    at: Math.round(now),
    a: toArm('a', view, trial.tallies),
    b: toArm('b', view, trial.tallies),
    pairs: view.count,
    batch: view.batch,
    difference: hasPairs ? view.mean : null,
    low: view.interval?.[0] ?? null,
    high: view.interval?.[1] ?? null,
    p: view.p,
    better: verdict.is === 'decided' ? verdict.winner : null,
    sentence: toSentence(trial, verdict, view).slice(0, 500),
  };
}

function toArm(arm: Arm, view: ExperimentView, tallies: Readonly<Record<Arm, Tally>>): ArmResult {
  const { steps, failed } = tallies[arm];
  return { mean: view.means[arm], results: view.results[arm], steps, failed };
}

function toSentence(trial: AgentTrial, verdict: TrialVerdict, view: ExperimentView): string {
  const { assignment, metric, blockSeconds } = trial.document;
  if (trial.isTooShort)
    return `Blocks of ${blockSeconds} s are too short: the first ${figure(trial.washOutS)} s of each are not counted, because attempts of the block before end in it. Begin anew with blockSeconds of ${Math.ceil(5 * trial.washOutS)} or more.`;
  const told = tellDifference(view, assignment === 'switchback', metric);
  switch (verdict.is) {
    case 'aborted':
      return `B does harm: ${verdict.why}`;
    case 'futile':
      return `No difference was found that would matter: ${told}. A stays.`;
    case 'decided':
      return `${verdict.winner.toUpperCase()} is better: ${told}.`;
    case 'running':
      return view.count === 0
        ? `Nothing can be said yet: there are too few results.${tellWait(trial)}`
        : `Not decided yet: ${told}.`;
  }
}

/** By run only what must be over is counted. */
const tellWait = ({ document, longestMs }: AgentTrial): string =>
  document.assignment === 'switchback' || document.metric === 'recorded'
    ? ''
    : ` A step is counted ${figure(longestMs / 1_000)} s after it has begun, when all that began with it must be over.`;

function tellDifference(view: ExperimentView, isShare: boolean, metric: Metric): string {
  const tell = (value: number) => (isShare ? percent(value) : figure(value));
  const { mean, interval, means, results, p } = view;
  const between = interval === undefined ? '' : ` (${tell(interval[0])} to ${tell(interval[1])})`;
  const unit = isShare ? 'blocks' : metric === 'recorded' ? 'recorded runs' : 'steps';
  return `${metric} ${figure(means.b ?? 0)} with B and ${figure(means.a ?? 0)} with A, a difference of ${tell(mean)}${between}, p ${figure(p)}, after ${results.a + results.b} ${unit}`;
}

const figure = (value: number): string => String(Number(value.toPrecision(3)));
const percent = (share: number): string => `${figure(100 * share)} %`;
