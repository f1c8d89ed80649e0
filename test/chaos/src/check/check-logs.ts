import type { LoggedEvent } from '../api.ts';
import type { History, RecordedRun, Violation } from '../history.ts';
import { isSameJson } from './same-json.ts';

/** I8: a log has no gaps, its times do not go back, and a later reading extends every earlier one. */
export function checkLogs({ runs, observations }: History): Violation[] {
  const readings = Map.groupBy(observations, ({ runId }) => runId);
  return runs.flatMap((run) => {
    const read = (readings.get(run.runId) ?? []).flatMap((seen) => (seen.of === 'log' ? [seen] : []));
    const about = { invariant: 'I8', runId: run.runId };
    return [
      ...checkNumbers(run).map((what) => ({ ...about, what })),
      ...checkReadings(run.events, read).map((what) => ({ ...about, what, isLoss: true })),
    ];
  });
}

function checkNumbers({ events, eventsAgain }: RecordedRun): string[] {
  const hasGap = events.some(({ seq }, i) => seq !== i + 1);
  const goesBack = events.some(({ at }, i) => at < (events[i - 1]?.at ?? ''));
  return [
    ...(hasGap ? ['numbers are not 1, 2, 3 …'] : []),
    ...(goesBack ? ['times go back'] : []),
    ...(isSameJson(events, eventsAgain) ? [] : ['two dispatchers tell two logs']),
  ];
}

interface Reading {
  readonly from: number;
  readonly to: number;
  readonly events: readonly LoggedEvent[];
}

function checkReadings(events: readonly LoggedEvent[], readings: readonly Reading[]): string[] {
  const changed = readings.some((read) => !isSameJson(read.events, events.slice(0, read.events.length)));
  const shrank = readings.some((later) =>
    readings.some((earlier) => earlier.to < later.from && earlier.events.length > later.events.length),
  );
  return [
    ...(changed ? ['an earlier reading is no beginning of the log'] : []),
    ...(shrank ? ['a later reading was shorter than one before'] : []),
  ];
}
