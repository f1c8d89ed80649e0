/**
 * So many events are read between two refreshes. What else happened is in what the refresh reads, so that a fleet with thousands
 * of events in a second costs a page no more than one with a few.
 */
export const EVENTS_READ = 200;
/** The pause after a feed that was refused, such as by a dispatcher that has too many readers. */
export const REFUSED_MS = 5_000;

interface FollowOptions {
  /** Begins a feed with what happens from now on. It ends by the signal. */
  readonly open: (signal: AbortSignal) => AsyncIterable<unknown>;
  /** Called after each event, and when some may have been missed. */
  readonly onChange: () => void;
  /** How long a busy feed rests, in milliseconds. */
  readonly restMs: number;
  readonly pause: (ms: number) => Promise<void>;
  readonly signal: AbortSignal;
}

/** Follows a feed until the signal aborts. A feed that is too busy to be read whole is left for `restMs`, and begun anew. */
export async function followChanges({ open, onChange, restMs, pause, signal }: FollowOptions): Promise<void> {
  while (!signal.aborted) {
    try {
      await readSome(open(signal), onChange);
      await pause(restMs);
    } catch {
      if (signal.aborted) return;
      onChange();
      await pause(REFUSED_MS);
    }
    if (!signal.aborted) onChange();
  }
}

async function readSome(feed: AsyncIterable<unknown>, onChange: () => void): Promise<void> {
  let count = 0;
  for await (const _ of feed) {
    onChange();
    if (++count >= EVENTS_READ) return;
  }
}
