const STACKS_PER_STEP = 20;
const STEPS_MAX = 1_000;

/**
 * Bounds how many stacks one worker writes into the log of a run, because 100,000 failed items of a step have the same
 * stack. The worker's own log has all of them.
 */
export class StackBudget {
  readonly #spent = new Map<string, number>();

  /** Whether one more stack may be written for this step. */
  take(runId: string, step: string): boolean {
    const key = `${runId}:${step}`;
    const spent = this.#spent.get(key) ?? 0;
    if (spent >= STACKS_PER_STEP) return false;
    this.#spent.delete(key);
    this.#spent.set(key, spent + 1);
    const oldest = this.#spent.keys().next();
    if (this.#spent.size > STEPS_MAX && !oldest.done) this.#spent.delete(oldest.value);
    return true;
  }
}
