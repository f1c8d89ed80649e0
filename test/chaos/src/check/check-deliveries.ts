import type { LoggedEvent } from '../api.ts';
import type { Effect } from '../effect.ts';
import type { History, RecordedRun, Violation } from '../history.ts';
import { readUnits } from './log-reading.ts';

const MAX_DELIVERIES = 3;

/**
 * I21: at most three deliveries of an attempt are lost, and a handler is called once per delivery; and once more for each
 * time that a breaker put its failure aside, or that a process which lives took the loss of its delivery back (decision 0026).
 */
export function checkDeliveries({ runs, effects }: History): Violation[] {
  const startsOf = Map.groupBy(
    effects.filter(({ kind }) => kind === 'start'),
    ({ runId }) => runId,
  );
  return runs.flatMap((run) => {
    const about = { invariant: 'I21', runId: run.runId };
    return [
      ...checkLost(run).map((what) => ({ ...about, what })),
      ...checkStarts(run, startsOf.get(run.runId) ?? []).map((what) => ({ ...about, what, isLoss: true })),
    ];
  });
}

function checkLost({ events }: RecordedRun): string[] {
  return readUnits(events)
    .filter(({ lost }) => (lost ?? 0) > MAX_DELIVERIES)
    .map(({ step, attempt, lost }) => `attempt ${attempt} of ${step} lost ${lost} deliveries`);
}

function checkStarts({ events }: RecordedRun, starts: readonly Effect[]): string[] {
  const units = readUnits(events);
  return [...Map.groupBy(starts, ({ step, attempt }) => `${step} ${attempt}`)].flatMap(([key, calls]) => {
    const own = units.filter(({ step, attempt }) => `${step} ${attempt}` === key);
    const begun = own.filter(({ type }) => type === 'step.started').length;
    const again = own.filter(({ type }) => type === 'step.redelivered');
    const released = again.filter(({ reason }) => reason === 'released').length;
    const aside = own.filter(({ type, error }) => type === 'step.blocked' && error !== undefined).length;
    const told = `${calls.length} calls, ${begun} starts and ${again.length} redeliveries in the log`;
    if (begun === 0) return [`${key} was called and never started: ${told}`];
    if (calls.length > 1 + again.length + aside) return [`${key} was called too often: ${told}`];
    return calls.length - released - aside - countKept(again) > MAX_DELIVERIES
      ? [`${key} was called too often: ${told}`]
      : [];
  });
}

/**
 * How many losses were taken back, as far as the log shows it: a worker that takes over counts one more than there were,
 * the watchdog may count none.
 */
function countKept(again: readonly LoggedEvent[]): number {
  let [kept, before] = [0, 0];
  for (const { lost, reason, worker } of again) {
    if (lost === undefined || reason === 'released') continue;
    kept += Math.max(0, before + (isDispatcher(worker) ? 0 : 1) - lost);
    before = lost;
  }
  return kept;
}

const isDispatcher = (worker: string | undefined): boolean => worker?.startsWith('d-') === true;
