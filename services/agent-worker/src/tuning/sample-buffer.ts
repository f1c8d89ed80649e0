import type { AttemptFacts, AttemptObserver } from '../attempt/attempt-observer.ts';

/** About 4 MB of memory: what a heavily overloaded worker produces between two sends. */
const SAMPLES_MAX = 20_000;

/** The samples since the last send. Beyond its bound it only counts. */
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
