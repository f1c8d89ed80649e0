import { useMemo, useRef } from 'preact/hooks';
import type { RunLog } from '../log/run-log.ts';
import { AttemptsFold, foldAttempts, type TimelineRow } from './fold-attempts.ts';

/** The rows of a log up to an event, or as it grows: then only what has been added is folded. */
export function useTimelineRows(
  log: RunLog,
  lastSeq: number,
  at: number | undefined,
): readonly TimelineRow[] {
  const growing = useRef({ log, seq: 0, fold: new AttemptsFold() });
  return useMemo(() => {
    if (at !== undefined) return foldAttempts(log.events.slice(0, at).map(({ event }) => event));
    if (growing.current.log !== log) growing.current = { log, seq: 0, fold: new AttemptsFold() };
    const state = growing.current;
    for (const { event } of log.events.slice(state.seq, lastSeq)) state.fold.add(event);
    state.seq = Math.max(state.seq, lastSeq);
    return state.fold.rows;
  }, [log, lastSeq, at]);
}
