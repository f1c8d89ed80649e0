import { PRIORITIES, PRIORITY_OFFSET_SECONDS, type Priority } from '@ag06/contracts';
import TinyQueue from 'tinyqueue';

interface Place<T> {
  readonly key: number;
  readonly number: number;
  readonly item: T;
}

/** Further apart than all times: strict priority. */
const STRICT_MS = 1e13;

/** What waits for a slot, in the order in which queues give it out: by the start of its run and a setback for its priority. */
export class WaitingQueue<T> {
  readonly #places = new TinyQueue<Place<T>>([], (a, b) => a.key - b.key || a.number - b.number);
  readonly #ageingMs: number | null | undefined;
  #number = 0;

  /** @param ageingMs a level of priority; null: strict priority; undefined: as queues do by themselves */
  constructor(ageingMs: number | null | undefined) {
    this.#ageingMs = ageingMs;
  }

  get size(): number {
    return this.#places.length;
  }

  add(item: T, runStartedAt: number, priority: Priority): void {
    const key = 1_000 * Math.floor(runStartedAt / 1_000) + this.#setbackOf(priority);
    this.#places.push({ key, number: this.#number++, item });
  }

  take(): T | undefined {
    return this.#places.pop()?.item;
  }

  #setbackOf(priority: Priority): number {
    if (this.#ageingMs === undefined) return 1_000 * PRIORITY_OFFSET_SECONDS[priority];
    return PRIORITIES.indexOf(priority) * (this.#ageingMs ?? STRICT_MS);
  }
}
