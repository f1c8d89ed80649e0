import { setTimeout as delay } from 'node:timers/promises';
import {
  type FeedListener,
  type FeedPosition,
  type FeedStore,
  type FeedTail,
  startOfTime,
  toFeedPosition,
} from './feed-store.ts';

interface PollingTailOptions {
  readonly everyMs: number;
  /** Returns the time before which nothing will be committed any more. */
  readonly loadSettledAt: () => Promise<number>;
  readonly readFeed: FeedStore['readFeed'];
}

/** The pause after a poll, as a multiple of its duration, so that a slow store has time for other work. */
const PAUSE_FACTOR = 4;
const PAUSE_MAX_MS = 100;
const TRY_AGAIN_MS = 250;

/** Follows a feed by polling. The next poll finds what a failed one missed. */
export async function startPollingTail(
  tenant: string,
  listener: FeedListener,
  options: PollingTailOptions,
): Promise<FeedTail> {
  const from = await options.loadSettledAt();
  const stopping = new AbortController();
  const polling = pollUntil(stopping.signal, startOfTime(from), tenant, listener, options);
  return {
    from,
    stop: () => {
      stopping.abort();
      return polling;
    },
  };
}

async function pollUntil(
  signal: AbortSignal,
  from: FeedPosition,
  tenant: string,
  listener: FeedListener,
  { everyMs, loadSettledAt, readFeed }: PollingTailOptions,
): Promise<void> {
  let position = from;
  let toldUntil = from.at;
  const poll = async () => {
    const settledAt = await loadSettledAt();
    // The clock was set back: new events have earlier times.
    if (settledAt < position.at) position = startOfTime(settledAt);
    for await (const page of readFeed(tenant, position, settledAt)) {
      if (signal.aborted) return;
      const last = page.at(-1);
      if (last !== undefined) position = toFeedPosition(last);
      toldUntil = Math.max(toldUntil, position.at);
      listener(page, toldUntil);
    }
    position = startOfTime(settledAt);
    toldUntil = Math.max(toldUntil, settledAt);
    if (!signal.aborted) listener([], toldUntil);
  };
  while (!signal.aborted) {
    const startedAt = performance.now();
    const pauseMs = await poll().then(
      () => Math.max(everyMs, Math.min(PAUSE_MAX_MS, PAUSE_FACTOR * (performance.now() - startedAt))),
      () => TRY_AGAIN_MS,
    );
    await delay(pauseMs, undefined, { signal }).catch(() => {});
  }
}
