import type { RunExplanationView, RunView } from '@ag06/client';
import { useEffect, useState } from 'preact/hooks';
import { client } from '../client.ts';
import { whileVisible } from '../live/while-visible.ts';
import { follow } from './log/follow.ts';
import { RunLog } from './log/run-log.ts';

const GAP_MS = 500;
const IDLE_MS = { open: 5_000, ended: 60_000 };

/** What the page knows of a run. */
export interface WatchedRun {
  readonly run: RunView | undefined;
  /** Of a run that has not ended. */
  readonly explanation: RunExplanationView | undefined;
  readonly log: RunLog;
  /** The number of its last event; the log's list has grown when it differs. */
  readonly lastSeq: number;
  /** Of the last time that it was loaded. */
  readonly error: unknown;
}

/** Shows a run as it is, and follows it. The identity of the answer changes whenever something has changed. */
export function useRun(runId: string): WatchedRun {
  const [watched, setWatched] = useState(() => begin(runId));
  useEffect(() => {
    const controller = new AbortController();
    const { signal } = controller;
    let state = begin(runId);
    const set = (more: Partial<WatchedRun>) => {
      if (signal.aborted) return;
      state = { ...state, ...more, lastSeq: state.log.lastSeq };
      setWatched(state);
    };
    const refresh = async (signal: AbortSignal) => {
      try {
        const run = await client.get(runId, { signal });
        const isEnded = run.finishedAt !== undefined;
        set({ run, explanation: isEnded ? undefined : state.explanation, error: undefined });
        if (!isEnded) set({ explanation: await client.explain(runId, { signal }) });
        await state.log.grow(signal, () => set({}));
        set({});
      } catch (error) {
        if (!signal.aborted) set({ error });
      }
    };
    set({});
    const idleMs = () => (state.run?.finishedAt === undefined ? IDLE_MS.open : IDLE_MS.ended);
    whileVisible((shown) => {
      const changes = client.feed({ run: [runId] }, { signal: shown });
      void follow({ refresh, changes, gapMs: GAP_MS, idleMs, signal: shown });
    }, signal);
    return () => controller.abort();
  }, [runId]);
  return watched;
}

const begin = (runId: string): WatchedRun => ({
  run: undefined,
  explanation: undefined,
  log: new RunLog((after, signal) => client.events(runId, { after, signal })),
  lastSeq: 0,
  error: undefined,
});
