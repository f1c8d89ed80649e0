import type { Client } from '@ag06/client';

/** How long after a feed that was refused or cut off for good the next one begins. */
const AGAIN_MS = 5_000;

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
  #readers = 0;
  #stop = new AbortController();
  #isLive = false;

  constructor(client: Client, workflows: readonly string[], readersMax: number) {
    this.#client = client;
    this.#workflows = workflows;
    this.#readersMax = readersMax;
  }

  /** Whether there is place for one more reader, who has it then until `leave`. */
  join(): boolean {
    if (this.#readers >= this.#readersMax) return false;
    this.#readers++;
    if (this.#readers === 1) void this.#follow();
    return true;
  }

  leave(): void {
    this.#readers--;
    if (this.#readers === 0) this.#stop.abort();
  }

  /** Whether events have come by the feed, so that readers need not look by themselves. */
  get isLive(): boolean {
    return this.#isLive;
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
    while (!signal.aborted) {
      try {
        for await (const { runId } of this.#client.feed({ workflow: this.#workflows }, { signal })) {
          this.#isLive = true;
          for (const wake of [...(this.#listening.get(runId) ?? [])]) wake();
        }
      } catch {
        // Readers look by themselves meanwhile.
      }
      if (this.#stop === stop) this.#isLive = false;
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
