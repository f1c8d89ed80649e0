import type { History, Violation } from '../history.ts';
import { checkEffects } from './check-effects.ts';
import { checkLog } from './check-log.ts';
import { checkRuns } from './check-runs.ts';

/** Every violation of what the fleet promises, and of I20: that the run could have found any. */
export function checkHistory(history: History, plannedFaults: readonly string[]): Violation[] {
  return [
    ...checkRuns(history),
    ...history.runs.flatMap(checkLog),
    ...checkEffects(history),
    ...checkVacuity(history, plannedFaults),
  ];
}

function checkVacuity(history: History, plannedFaults: readonly string[]): Violation[] {
  const { submissions, runs, cancellations, faults } = history;
  const happened: Readonly<Record<string, boolean>> = {
    'acknowledged submissions': submissions.some((submission) => submission.outcome === 'acknowledged'),
    'completed runs': runs.some((run) => run.status === 'completed'),
    'failed runs': runs.some((run) => run.status === 'failed'),
    'acknowledged cancellations': cancellations.some((cancellation) => cancellation.status === 202),
    retries: runs.some((run) => run.events.some((event) => event.type === 'step.retrying')),
    'keys used twice': new Set(submissions.map(({ key }) => key)).size < submissions.length,
    ...Object.fromEntries(
      plannedFaults.map((fault) => [`faults of kind ${fault}`, (faults[fault] ?? 0) > 0]),
    ),
  };
  return Object.entries(happened).flatMap(([what, has]) =>
    has ? [] : [{ invariant: 'I20', what: `no ${what}` }],
  );
}
