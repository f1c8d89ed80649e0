import type { Client } from '@ag06/client';

/** How long after a feed that was refused or cut off for good the next one begins. */
const AGAIN_MS = 5_000;

/**
 * Wakes readers of runs when something happened to them: one feed of the fleet for all readers of this process, while there are
 * any. It only wakes; what happened is read in the run's log, so that a feed that is away costs time and loses nothing.
 */
export class EventHub {
  readonly #client: Client;
  readonly #workflows: readonly string[];
  readonly #readersMax: number;
  readonly #waiting = new Map<string, Set<() => void>>();
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

  /** Resolves at the next event of a run, after `ms`, or when the signal aborts. */
  async next(runId: string, ms: number, signal: AbortSignal): Promise<void> {
    const woken = new AbortController();
    const wake = () => woken.abort();
    const waiting = this.#waiting.get(runId) ?? new Set();
    this.#waiting.set(runId, waiting.add(wake));
    await pause(ms, AbortSignal.any([signal, woken.signal]));
    waiting.delete(wake);
    if (waiting.size === 0) this.#waiting.delete(runId);
  }

  async #follow(): Promise<void> {
    const stop = new AbortController();
    this.#stop = stop;
    const { signal } = stop;
    while (!signal.aborted) {
      try {
        for await (const { runId } of this.#client.feed({ workflow: this.#workflows }, { signal })) {
          this.#isLive = true;
          for (const wake of [...(this.#waiting.get(runId) ?? [])]) wake();
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
