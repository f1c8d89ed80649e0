import { isTerminal } from '../api.ts';
import type { History, RecordedRun, Violation } from '../history.ts';
import { byUnit, isOutcome } from './log-reading.ts';

/** I4, I5: a step, and an item, has at most one outcome and is scheduled once, and once more for each time it was blocked. */
export function checkOutcomes({ runs }: History): Violation[] {
  return runs.flatMap((run) =>
    [...checkOnce(run), ...checkStatuses(run)].map((violation) => ({
      ...violation,
      runId: run.runId,
    })),
  );
}

/** A retry is announced as such, and a lost or given back delivery as step.redelivered: neither schedules again. */
function checkOnce({ events }: RecordedRun): Violation[] {
  return byUnit(events).flatMap(([step, own]) => {
    const outcomes = own.filter(isOutcome).length;
    const scheduled = own.filter(({ type }) => type === 'step.scheduled').length;
    const blocked = own.filter(({ type }) => type === 'step.blocked').length;
    return [
      ...(outcomes > 1 ? [{ invariant: 'I4', what: `${step} has ${outcomes} outcomes` }] : []),
      ...(scheduled > 1 + blocked
        ? [{ invariant: 'I5', what: `${step} was scheduled ${scheduled} times` }]
        : []),
    ];
  });
}

/** What the run says of its steps is what the log says. */
function checkStatuses({ events, run }: RecordedRun): Violation[] {
  if (!isTerminal(run.status)) return [];
  const recorded = new Map(
    events.filter(isOutcome).map(({ step, type }) => [step, type.slice('step.'.length)]),
  );
  return Object.entries(run.steps).flatMap(([step, { status }]) => {
    const expected = recorded.get(step) ?? 'cancelled';
    return status === expected
      ? []
      : [{ invariant: 'I4', what: `${step} is ${status}, its log says ${expected}` }];
  });
}
