import { BLOCKED_AFTER_MS } from './loop-beat.ts';

/** The most agents of one process that can be named; handlers of further ones are reported without a name. */
const AGENTS_MAX = 1_024;
/**
 * Cells: the number of the agent whose handler has the event loop (from 1; 0 if unknown), and its limit in
 * milliseconds.
 */
const [IN_LOOP, LIMIT_MS] = [0, 1];
/** How many handlers of each agent run; and which ran at any moment since the event loop last turned. */
const RUNNING = 2;
const SEEN = RUNNING + AGENTS_MAX;
/** For how many ms the longest of the handlers that run may take. */
const LONGEST = SEEN + AGENTS_MAX;
const NUMBERS = LONGEST + AGENTS_MAX;
const LONGEST_MS = 2 ** 31 - 1;

export interface Suspects {
  /** Handlers of these agents ran meanwhile; whichever computes without a pause blocks the rest. */
  readonly agents: readonly string[];
  /** Whether it is known which one: there is one, then. */
  readonly isSure: boolean;
  /**
   * For how many milliseconds the event loop may be blocked: by that handler, or else by any that runs. Undefined if no
   * handler certainly runs.
   */
  readonly limitMs: number | undefined;
}

/** Which agents' handlers run in this process, in memory that threads share, for reports about a blocked event loop. */
export class HandlerBoard {
  readonly memory: SharedArrayBuffer;
  readonly names: readonly string[];
  readonly #numbers: Int32Array;
  readonly #places: ReadonlyMap<string, number>;
  /** Of this thread: the last one that was seen to have the event loop for too long. */
  #culprit: string | undefined;

  constructor(
    names: readonly string[],
    memory = new SharedArrayBuffer(NUMBERS * Int32Array.BYTES_PER_ELEMENT),
  ) {
    this.names = names.slice(0, AGENTS_MAX);
    this.memory = memory;
    this.#numbers = new Int32Array(memory);
    this.#places = new Map(this.names.map((name, i) => [name, i]));
  }

  enter(agent: string): void {
    const place = this.#places.get(agent);
    if (place === undefined) return;
    Atomics.add(this.#numbers, RUNNING + place, 1);
    Atomics.store(this.#numbers, SEEN + place, 1);
  }

  leave(agent: string): void {
    const place = this.#places.get(agent);
    if (place !== undefined) Atomics.sub(this.#numbers, RUNNING + place, 1);
  }

  /** Starts a handler. Until it first waits, the event loop is its own, and may be for this long. */
  start<T>(agent: string, limitMs: number, begin: () => T): T {
    const place = this.#places.get(agent);
    if (place === undefined) return begin();
    const limit = Math.min(limitMs, LONGEST_MS);
    const isOnly = Atomics.load(this.#numbers, RUNNING + place) <= 1;
    const longest = isOnly ? limit : Math.max(limit, Atomics.load(this.#numbers, LONGEST + place));
    Atomics.store(this.#numbers, LONGEST + place, longest);
    Atomics.store(this.#numbers, LIMIT_MS, limit);
    Atomics.store(this.#numbers, IN_LOOP, place + 1);
    const from = performance.now();
    try {
      return begin();
    } finally {
      if (performance.now() - from >= BLOCKED_AFTER_MS) this.#culprit = agent;
      Atomics.store(this.#numbers, IN_LOOP, 0);
    }
  }

  /** Returns the agents whose handlers block the event loop now, or did since the last `forget`, as far as known. */
  suspects(): Suspects {
    const inLoop = this.names[Atomics.load(this.#numbers, IN_LOOP) - 1];
    if (inLoop !== undefined) {
      return { agents: [inLoop], isSure: true, limitMs: Atomics.load(this.#numbers, LIMIT_MS) };
    }
    if (this.#culprit !== undefined) return { agents: [this.#culprit], isSure: true, limitMs: undefined };
    const agents = this.names.filter((_, i) => Atomics.load(this.#numbers, SEEN + i) === 1);
    return { agents, isSure: false, limitMs: this.#longestMs() };
  }

  #longestMs(): number | undefined {
    const running = this.names.flatMap((_, i) =>
      Atomics.load(this.#numbers, RUNNING + i) > 0 ? [Atomics.load(this.#numbers, LONGEST + i)] : [],
    );
    return running.length === 0 ? undefined : Math.max(...running);
  }

  isEmpty(): boolean {
    return this.names.every((_, i) => Atomics.load(this.#numbers, RUNNING + i) === 0);
  }

  /** Called when the event loop turns: handlers that no longer run are not suspects. */
  forget(): void {
    this.#culprit = undefined;
    for (let i = 0; i < this.names.length; i++) {
      Atomics.store(this.#numbers, SEEN + i, Atomics.load(this.#numbers, RUNNING + i) > 0 ? 1 : 0);
    }
  }
}
