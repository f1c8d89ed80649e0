import type { WorkerSecond } from '@ag06/contracts/tuning';

/** A worker at work reports once a second. One that lets so much time pass was stopped, got no processor, or waited for the store. */
const HELD_UP_MS = 2_000;

/** When each worker was held up last: what it ran then took longer, whatever the service did. By the workers' own clocks. */
export class WorkerPauses {
  readonly #reported = new Map<string, WorkerSecond>();
  readonly #heldUpUntil = new Map<string, number>();

  /** To be called with each report of a worker, in their order. */
  see(worker: string, second: WorkerSecond): void {
    const before = this.#reported.get(worker);
    this.#reported.set(worker, second);
    // A clock that was ahead is not believed for longer than it was.
    if (second.t < this.heldUpUntil(worker)) this.#heldUpUntil.delete(worker);
    // One without work reports nothing.
    const wasAtWork = before !== undefined && Object.keys(before.agents).length > 0;
    if (wasAtWork && second.t - before.t >= HELD_UP_MS) this.#heldUpUntil.set(worker, second.t);
  }

  /** Milliseconds since 1970: attempts that began before and end after ran while the worker was held up. 0: it never was. */
  heldUpUntil(worker: string): number {
    return this.#heldUpUntil.get(worker) ?? 0;
  }

  forget(worker: string): void {
    this.#reported.delete(worker);
    this.#heldUpUntil.delete(worker);
  }
}
