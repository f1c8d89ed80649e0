import type { LoggedEvent } from '../api.ts';
import type { History, RecordedRun, Violation } from '../history.ts';
import { stepOfUnit } from '../workflows.ts';
import { byUnit } from './log-reading.ts';

/** I14: no wait is over early, by the clock of the store that wrote the log; nor does a signal time out early. */
export function checkWaits({ runs }: History): Violation[] {
  return runs.flatMap((run) =>
    byUnit(run.events).flatMap(([unit, events]) =>
      checkUnit(run, unit, events).map((what) => ({
        invariant: 'I14',
        runId: run.runId,
        what: `${unit} ${what}`,
      })),
    ),
  );
}

function checkUnit({ run }: RecordedRun, unit: string, events: readonly LoggedEvent[]): string[] {
  const step = stepOfUnit(run.workflow, unit);
  if (step?.waits === undefined) return [];
  const parked = events.findLast(({ type }) => type === 'step.waiting');
  const over = events.find(({ type }) => type === 'step.completed' || type === 'step.timed_out');
  if (step.waits.for === 'time' && over !== undefined && parked === undefined)
    return ['was over without a wait'];
  if (parked === undefined || over === undefined) return [];
  const [from, to] = [Date.parse(parked.at), Date.parse(over.at)];
  if (step.waits.for === 'time') return checkWait(step.waits.ms, from, parked.dueAt ?? 0, to);
  const earlyMs = from + (step.timeoutMs ?? 0) - to;
  return over.type === 'step.timed_out' && earlyMs > 0 ? [`timed out ${earlyMs} ms early`] : [];
}

function checkWait(ms: number, from: number, dueAt: number, to: number): string[] {
  return [
    ...(dueAt < from + ms ? [`was to wait ${dueAt - from} ms instead of ${ms}`] : []),
    ...(to < dueAt ? [`was over ${dueAt - to} ms early`] : []),
  ];
}
