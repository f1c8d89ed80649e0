export interface Following {
  /** Loads what is shown. It is never called twice at a time. Its errors are its own. */
  readonly refresh: (signal: AbortSignal) => Promise<void>;
  /** Yields whenever something may have changed. */
  readonly changes: AsyncIterable<unknown>;
  /** The least time between two refreshes, in milliseconds. */
  readonly gapMs: number;
  /** After so many milliseconds without a change it is refreshed all the same. */
  readonly idleMs: () => number;
  readonly signal: AbortSignal;
}

/** Refreshes at once, after each change, and from time to time, until the signal aborts. */
export async function follow({ refresh, changes, gapMs, idleMs, signal }: Following): Promise<void> {
  let isDirty = false;
  let wake = () => {};
  const watch = async () => {
    for await (const _ of changes) {
      isDirty = true;
      wake();
    }
  };
  // Without a feed the page still refreshes from time to time.
  void watch().catch(() => {});
  while (!signal.aborted) {
    isDirty = false;
    await refresh(signal);
    await sleep(gapMs, signal);
    if (!isDirty && !signal.aborted)
      await new Promise<void>((resolve) => {
        wake = resolve;
        void sleep(idleMs(), signal).then(resolve);
      });
  }
}

/** Resolves after a time, or as soon as the signal aborts. */
function sleep(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    if (signal.aborted) end();
    else signal.addEventListener('abort', end);
  });
}
