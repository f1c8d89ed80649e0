import type { Client, Feed, FeedEventView } from '@ag06/client';

/** How long after a feed that was refused or cut off for good the next one begins. */
const AGAIN_MS = 5_000;
/** The most workflows that a feed is asked for; beyond, all events of the fleet come, and those of other runs wake nobody. */
const WORKFLOWS_MAX = 50;

/** Who listens to a run. */
export interface Listener {
  /** Resolves when something happened since the last call resolved, at the latest after `ms`, or when the signal aborts. */
  next(ms: number): Promise<void>;
}

/**
 * Wakes readers of runs when something happened to them: one feed of the fleet for all readers of this process, while there are
 * any. It only wakes; what happened is read in the run's log, so that a feed that is away costs time and loses nothing.
 */
export class EventHub {
  readonly #client: Client;
  readonly #workflows: readonly string[];
  readonly #readersMax: number;
  readonly #listening = new Map<string, Set<() => void>>();
  readonly #readersOf = new Map<string, number>();
  #readers = 0;
  #stop = new AbortController();
  #feed: Feed<FeedEventView> | undefined;

  constructor(client: Client, workflows: readonly string[], readersMax: number) {
    this.#client = client;
    this.#workflows = workflows;
    this.#readersMax = readersMax;
  }

  /** Takes the place of a reader, who has it until `leave`, if there is one in this process and one of the tenant's. */
  join(owner: string, ofOwnerMax: number): 'joined' | 'full' | 'full-of-owner' {
    const ofOwner = this.#readersOf.get(owner) ?? 0;
    if (ofOwner >= ofOwnerMax) return 'full-of-owner';
    if (this.#readers >= this.#readersMax) return 'full';
    this.#readersOf.set(owner, ofOwner + 1);
    this.#readers++;
    if (this.#readers === 1) void this.#follow();
    return 'joined';
  }

  leave(owner: string): void {
    const ofOwner = this.#readersOf.get(owner) ?? 0;
    if (ofOwner > 1) this.#readersOf.set(owner, ofOwner - 1);
    else this.#readersOf.delete(owner);
    this.#readers--;
    if (this.#readers === 0) this.#stop.abort();
  }

  /** Whether the feed has told where it is, and so tells what comes: readers need not look by themselves. */
  get isLive(): boolean {
    return this.#feed?.lastId !== undefined;
  }

  /** Listens to a run from now until the signal aborts: what comes while its log is read is heard, too. */
  listen(runId: string, signal: AbortSignal): Listener {
    let hasHeard = false;
    let wake = () => {};
    const hear = () => {
      hasHeard = true;
      wake();
    };
    const listening = this.#listening.get(runId) ?? new Set();
    if (!signal.aborted) this.#listening.set(runId, listening.add(hear));
    const leave = () => {
      listening.delete(hear);
      if (listening.size === 0) this.#listening.delete(runId);
    };
    signal.addEventListener('abort', leave, { once: true });
    const next = async (ms: number) => {
      const woken = new AbortController();
      wake = () => woken.abort();
      if (!hasHeard) await pause(ms, AbortSignal.any([signal, woken.signal]));
      hasHeard = false;
    };
    return { next };
  }

  async #follow(): Promise<void> {
    const stop = new AbortController();
    this.#stop = stop;
    const { signal } = stop;
    const filter = this.#workflows.length > WORKFLOWS_MAX ? {} : { workflow: this.#workflows };
    while (!signal.aborted) {
      try {
        const feed = this.#client.feed(filter, { signal });
        this.#feed = feed;
        for await (const { runId } of feed) {
          for (const wake of [...(this.#listening.get(runId) ?? [])]) wake();
        }
      } catch {
        // Readers look by themselves meanwhile.
      }
      if (this.#stop === stop) this.#feed = undefined;
      await pause(AGAIN_MS, signal);
    }
  }
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const done = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal.addEventListener('abort', done);
  });
}
