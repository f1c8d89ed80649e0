import type { History, RecordedRun, Violation } from '../history.ts';
import { byUnit } from './log-reading.ts';

/** I12 and I14, as far as they hold during faults: no retry and no delayed run begins early. */
export function checkTimes({ runs, submissions }: History): Violation[] {
  const delayOf = new Map(submissions.map(({ correlationId, delayMs }) => [correlationId, delayMs]));
  return runs.flatMap((run) =>
    [...checkRetries(run), ...checkDelay(run, delayOf)].map((violation) => ({
      ...violation,
      runId: run.runId,
    })),
  );
}

function checkRetries({ events }: RecordedRun): Violation[] {
  return byUnit(events).flatMap(([step, own]) => {
    let dueAt = 0;
    return own.flatMap((event) => {
      if (event.type === 'step.retrying') dueAt = event.dueAt ?? Number.POSITIVE_INFINITY;
      const earlyMs = dueAt - Date.parse(event.at);
      if ((event.type !== 'step.started' && event.type !== 'step.waiting') || earlyMs <= 0) return [];
      return [{ invariant: 'I12', what: `attempt ${event.attempt} of ${step} began ${earlyMs} ms early` }];
    });
  });
}

/** A child has the correlation id of its parent, and no delay. */
function checkDelay({ events, run }: RecordedRun, delayOf: ReadonlyMap<string, number>): Violation[] {
  const delayMs = run.parent === undefined ? (delayOf.get(run.correlationId) ?? 0) : 0;
  const timeOf = (type: string) => Date.parse(events.find((event) => event.type === type)?.at ?? '');
  const earlyMs = timeOf('run.accepted') + delayMs - timeOf('run.started');
  return earlyMs > 0 ? [{ invariant: 'I14', what: `began ${earlyMs} ms early` }] : [];
}
