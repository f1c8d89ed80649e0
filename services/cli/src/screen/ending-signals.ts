/** Exit codes of the signals that end a view: Ctrl-C is how it is meant to end. */
const CODES = { SIGINT: 0, SIGTERM: 143, SIGHUP: 129 } as const;

/** The signals that ask a view to end, while it listens to them. */
interface EndingSignals {
  /** Resolves with the exit code at the first one. */
  readonly ended: Promise<number>;
  /** Aborts at the same moment. */
  readonly signal: AbortSignal;
  /** Ends the view by itself, with exit code 0. */
  end(): void;
  stopListening(): void;
}

export function listenToSignals(): EndingSignals {
  const stopped = new AbortController();
  const { promise: ended, resolve } = Promise.withResolvers<number>();
  const end = (code: number) => {
    resolve(code);
    stopped.abort();
  };
  const listeners = Object.entries(CODES).map(([name, code]) => [name, () => end(code)] as const);
  for (const [name, listener] of listeners) process.on(name, listener);
  return {
    ended,
    signal: stopped.signal,
    end: () => end(0),
    stopListening: () => {
      for (const [name, listener] of listeners) process.off(name, listener);
    },
  };
}
