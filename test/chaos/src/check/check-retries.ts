import type { History, RecordedRun, Steering, Violation } from '../history.ts';
import { isOutcome, isRunEnd } from './log-reading.ts';
import { retriesOf } from './rounds.ts';

/** RETRY: a retry begins nothing anew that has its outcome, but for what it names; it follows an end, and somebody asked for it. */
export function checkRetries({ runs, steerings }: History): Violation[] {
  const asked = Map.groupBy(
    steerings.filter(({ does }) => does === 'retry'),
    ({ runId }) => runId,
  );
  return runs.flatMap((run) =>
    [...checkRounds(run), ...checkAsked(run, asked.get(run.runId) ?? [])].map((violation) => ({
      invariant: 'RETRY',
      runId: run.runId,
      ...violation,
    })),
  );
}

function checkRounds({ events }: RecordedRun): Pick<Violation, 'what'>[] {
  const over = new Set<string>();
  let isRetried = false;
  return events.flatMap((event, i) => {
    const { type, step = '', steps = [] } = event;
    if (type === 'run.retried') {
      isRetried = true;
      for (const anew of steps) over.delete(anew);
      const before = events[i - 1];
      return before !== undefined && isRunEnd(before) ? [] : [{ what: 'retried before it had ended' }];
    }
    if (isRetried && (type === 'step.started' || type === 'step.scheduled') && over.has(step))
      return [{ what: `${type} of ${step}, which was over before the retry` }];
    if (isOutcome(event) && event.item === undefined) over.add(step);
    return [];
  });
}

function checkAsked(run: RecordedRun, asked: readonly Steering[]): Pick<Violation, 'what' | 'isLoss'>[] {
  const times = retriesOf(run).length;
  const acknowledged = asked.filter(({ end }) => end === 'acknowledged').length;
  return [
    ...(times > asked.length ? [{ what: `retried ${times} times, asked for ${asked.length}` }] : []),
    ...(times < acknowledged
      ? [{ what: `${acknowledged} retries acknowledged, ${times} in its log`, isLoss: true }]
      : []),
  ];
}
