import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import { Turns } from './turns.ts';

/** What a page has of its data. A value stays while it is loaded anew, and when that fails. */
export type Loaded<T> =
  | { readonly status: 'loading' }
  | { readonly status: 'failed'; readonly error: unknown }
  | {
      readonly status: 'ready';
      readonly value: T;
      /** When it was read, in milliseconds since 1970. */
      readonly at: number;
      readonly error?: unknown;
    };

export interface LoadOptions {
  /** Loads again this long after each answer, while the page is visible. Absent: only when asked. */
  readonly everyMs?: number | undefined;
}

/**
 * Loads data, and again when a key changes. A load that nobody waits for any more is aborted; `reload` aborts none, so that an
 * answer that is slower than the reasons to reload is shown. Values of another key are not shown.
 */
export function useLoad<T>(
  load: (signal: AbortSignal) => Promise<T>,
  keys: readonly unknown[],
  { everyMs }: LoadOptions = {},
): Loaded<T> & { readonly reload: () => void } {
  const [loaded, setLoaded] = useState<Loaded<T>>({ status: 'loading' });
  const key = JSON.stringify(keys);
  const shown = useRef(key);
  const latest = useRef(load);
  latest.current = load;
  const ask = useRef(() => {});

  useEffect(() => {
    const controller = new AbortController();
    const { signal } = controller;
    if (shown.current !== key) setLoaded({ status: 'loading' });
    shown.current = key;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const turn = async () => {
      clearTimeout(timer);
      try {
        const value = await latest.current(signal);
        if (!signal.aborted) setLoaded({ status: 'ready', value, at: Date.now() });
      } catch (error) {
        if (!signal.aborted) setLoaded((before) => toFailed(before, error));
      }
      if (!signal.aborted && everyMs !== undefined) timer = setTimeout(again, everyMs);
    };
    const again = () => {
      if (document.visibilityState === 'visible') return turns.ask();
      document.addEventListener('visibilitychange', again, { once: true, signal });
    };
    const turns = new Turns(turn, signal);
    ask.current = () => turns.ask();
    turns.ask();
    return () => {
      clearTimeout(timer);
      controller.abort();
    };
  }, [key, everyMs]);

  const reload = useCallback(() => ask.current(), []);
  return { ...loaded, reload };
}

const toFailed = <T>(before: Loaded<T>, error: unknown): Loaded<T> =>
  before.status === 'ready' ? { ...before, error } : { status: 'failed', error };
