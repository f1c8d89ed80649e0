import type { AttemptFacts, AttemptObserver } from '../attempt/attempt-observer.ts';

/** About 4 MB of memory; at one flush a second, what a worker far beyond its means makes. */
const SAMPLES_MAX = 20_000;

/** What was observed since it was last taken; beyond its bound it only counts. */
export class SampleBuffer implements AttemptObserver {
  #facts: AttemptFacts[] = [];
  #dropped = 0;

  finished(facts: AttemptFacts): void {
    if (this.#facts.length < SAMPLES_MAX) this.#facts.push(facts);
    else this.#dropped++;
  }

  take(): { readonly facts: readonly AttemptFacts[]; readonly dropped: number } {
    const taken = { facts: this.#facts, dropped: this.#dropped };
    this.#facts = [];
    this.#dropped = 0;
    return taken;
  }
}
