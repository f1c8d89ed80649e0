import type { RunStateView } from '@ag06/client';
import { useEffect, useState } from 'preact/hooks';
import { client } from '../../client.ts';

/** A slider that moves asks for a state only once it rests for so long. */
const REST_MS = 80;

/** Returns the run as it was after an event; none for now. The state before stays while another one is loaded. */
export function useStateAt(
  runId: string,
  at: number | undefined,
): { readonly state: RunStateView | undefined; readonly error: unknown } {
  const [state, setState] = useState<RunStateView>();
  const [error, setError] = useState<unknown>();
  useEffect(() => {
    setError(undefined);
    if (at === undefined) return setState(undefined);
    const controller = new AbortController();
    const { signal } = controller;
    const timer = setTimeout(async () => {
      try {
        const loaded = await client.history.state(runId, { at, signal });
        if (!signal.aborted) setState(loaded);
      } catch (caught) {
        if (!signal.aborted) setError(caught);
      }
    }, REST_MS);
    return () => {
      clearTimeout(timer);
      controller.abort();
    };
  }, [runId, at]);
  return { state: at === undefined ? undefined : state, error };
}
