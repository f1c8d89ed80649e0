import type { Release, Slots } from '@ag06/resilience';

interface Held {
  readonly agent: string;
  readonly release: Release;
  isPromised: boolean;
}

/**
 * Slots for eager steps: taken before a commit, handed to the steps that it granted, the rest given back. The slot of
 * the step whose outcome is committed is among them, so a chain of one agent goes on in its own slot.
 */
export class Reservations {
  readonly #held: Held[] = [];

  add(agent: string, release: Release): void {
    this.#held.push({ agent, release, isPromised: false });
  }

  /** Promises one more slot of this agent; false if there is none. */
  reserve(agent: string, slots: Slots | undefined): boolean {
    const own = this.#held.find((slot) => slot.agent === agent && !slot.isPromised);
    if (own !== undefined) {
      own.isPromised = true;
      return true;
    }
    const release = slots?.tryAcquire();
    if (release === undefined) return false;
    this.#held.push({ agent, release, isPromised: true });
    return true;
  }

  take(agent: string): Release | undefined {
    const at = this.#held.findIndex((slot) => slot.agent === agent);
    return at < 0 ? undefined : this.#held.splice(at, 1)[0]?.release;
  }

  releaseAll(): void {
    for (const { release } of this.#held.splice(0)) release();
  }
}
