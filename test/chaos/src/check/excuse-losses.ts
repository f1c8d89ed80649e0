import type { History, Span, Violation } from '../history.ts';

/**
 * Leaves out what a fail-over explains that lost the last moment of a run (protocol, section 8): the run was at work in
 * that moment, and is absent, or is as it was a moment before. Whatever contradicts itself stays, and so does a loss at
 * any other time.
 */
export function excuseLosses(history: History, violations: readonly Violation[]): Violation[] {
  const { losses } = history;
  if (losses.length === 0) return [...violations];
  const touched = findTouched(history);
  const known = findKnown(history);
  const isExcused = ({ isLoss, runId }: Violation) =>
    isLoss === true && runId !== undefined && (touched.has(runId) || !known.has(runId));
  return violations.filter((violation) => !isExcused(violation));
}

/** A run that is absent, and that nobody was told of, left at most its job behind. */
const findKnown = ({ runs, submissions }: History): Set<string> =>
  new Set([
    ...runs.map(({ runId }) => runId),
    ...submissions.flatMap(({ end }) => (end.is === 'acknowledged' ? [end.runId] : [])),
  ]);

/** Runs of which anything was told or done while something may have been lost. */
function findTouched(history: History): Set<string> {
  const { losses, submissions, cancellations, signals, answers, observations, effects } = history;
  const isWithin = (from: number, to: number) => losses.some((loss) => from <= loss.to && to >= loss.from);
  const touched = new Set<string>();
  const touch = (runId: string, { from, to }: Span) => {
    if (isWithin(from, to)) touched.add(runId);
  };
  for (const { end, ...span } of submissions) if (end.is === 'acknowledged') touch(end.runId, span);
  for (const { runId, ...span } of [...cancellations, ...answers]) touch(runId, span);
  // Nobody is told when a signal that was put on the queue is taken from it, and by whom.
  for (const { runId, isQueued, from, to } of signals)
    touch(runId, { from, to: isQueued ? Number.POSITIVE_INFINITY : to });
  for (const { runId, ...span } of observations) touch(runId, span);
  for (const { runId, at } of effects) touch(runId, { from: at, to: at });
  return touched;
}
