import { isTerminal } from '../api.ts';
import type { History, Observation, RecordedRun, Violation } from '../history.ts';
import { toUnit } from '../unit.ts';
import { stepsOf } from '../workflows.ts';
import { isOutcome, isRunEnd, readUnits } from './log-reading.ts';

/** I2: one end per run, nothing after it, and no reader sees it turn back. */
export function checkEnds({ runs, observations }: History): Violation[] {
  const seenOf = Map.groupBy(observations, ({ runId }) => runId);
  return runs.flatMap((run) => {
    const about = { invariant: 'I2', runId: run.runId };
    return [
      ...[...checkEnd(run), ...checkReason(run)].map((what) => ({ ...about, what })),
      ...checkSeen(run, seenOf.get(run.runId) ?? []).map((what) => ({ ...about, what, isLoss: true })),
    ];
  });
}

function checkEnd({ events, run, result }: RecordedRun): string[] {
  if (!isTerminal(run.status)) return [];
  const ends = events.filter(isRunEnd);
  if (ends.length !== 1) return [`${ends.length} terminal events`];
  if (events.at(-1) !== ends[0]) return ['events after the end'];
  if (ends[0]?.type !== `run.${run.status}`)
    return [`the log ends with ${ends[0]?.type}, the run is ${run.status}`];
  return result.httpStatus === 200 ? [] : [`its result was answered with ${result.httpStatus}`];
}

/** A run ends as completed only when all its steps have, and as failed only because a step did. */
function checkReason({ events, run }: RecordedRun): string[] {
  const outcomes = new Map(
    readUnits(events)
      .filter(isOutcome)
      .map((event) => [event.step, event]),
  );
  const steps = stepsOf(run.workflow);
  if (run.status === 'completed') {
    const open = Object.keys(steps).filter((id) => !outcomes.has(id));
    return open.length === 0 ? [] : [`completed without an outcome of ${open.join(', ')}`];
  }
  if (run.status === 'timed_out') return ['timed out, though it has no time-out'];
  if (run.status !== 'failed') return [];
  const { step: culprit = '', item } = events.at(-1)?.error ?? {};
  // With an item its step fails too.
  const wrong = new Set(
    [culprit, toUnit(culprit, item)].filter((unit) => !isFatal(outcomes.get(unit)?.type)),
  );
  if (wrong.size === 0 && !steps[culprit]?.goesOnAfterFailure) return [];
  const unit = [...wrong][0] ?? culprit;
  return [`failed by "${unit}", which is ${outcomes.get(unit)?.type}`];
}

const isFatal = (outcome: string | undefined): boolean =>
  outcome === 'step.failed' || outcome === 'step.timed_out';

function checkSeen({ run }: RecordedRun, observations: readonly Observation[]): string[] {
  const seen = observations.flatMap((one) =>
    one.of === 'run' ? [{ from: one.from, to: one.to, status: one.run.status }] : [],
  );
  const terminal = seen.filter(({ status }) => isTerminal(status));
  const endedAt = Math.min(...terminal.map(({ to }) => to));
  const turnedBack = seen.find(({ from, status }) => from > endedAt && !isTerminal(status));
  const differs = terminal.find(({ status }) => status !== run.status);
  return [
    ...(turnedBack ? [`a reader saw it ended, a later one saw it ${turnedBack.status}`] : []),
    ...(differs ? [`a reader saw it ${differs.status}, it is ${run.status}`] : []),
  ];
}
