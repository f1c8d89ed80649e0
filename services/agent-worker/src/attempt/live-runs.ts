import type { RunStore } from '@ag06/store';
import type { AbortCause, Execution } from './execution.ts';

/** The running handlers of this worker by run, so that the end of a run, a take-over or a time-out reaches them. */
export class LiveRuns {
  readonly #byRun = new Map<string, Execution | Set<Execution>>();
  readonly #onBegun = new Set<() => void>();

  /** Calls back when a handler begins where none ran. */
  onBegun(listener: () => void): void {
    this.#onBegun.add(listener);
  }

  /** Whether no handler runs, or waits for its breaker. */
  isEmpty(): boolean {
    return this.#byRun.size === 0;
  }

  add(execution: Execution): void {
    if (this.isEmpty()) for (const listener of this.#onBegun) listener();
    const known = this.#byRun.get(execution.runId);
    if (known === undefined) this.#byRun.set(execution.runId, execution);
    else if (known instanceof Set) known.add(execution);
    else this.#byRun.set(execution.runId, new Set([known, execution]));
  }

  delete(execution: Execution): void {
    const known = this.#byRun.get(execution.runId);
    if (known instanceof Set) known.delete(execution);
    if (known === execution || (known instanceof Set && known.size === 0))
      this.#byRun.delete(execution.runId);
  }

  /** Tells every handler of this run to stop. */
  abortRun(runId: string): void {
    const known = this.#byRun.get(runId);
    for (const execution of known instanceof Set ? known : known === undefined ? [] : [known]) {
      execution.abort('run-over');
    }
  }

  abortAll(cause: AbortCause): void {
    for (const execution of this.#all()) execution.abort(cause);
  }

  /** Ends attempts without a time-out of their own by the default one, to the second. */
  abortOverdue(timeoutMs: number): void {
    const before = performance.now() - timeoutMs;
    for (const execution of this.#all()) {
      if (execution.timeoutMs === undefined && execution.startedAt < before) execution.abort('timed_out');
    }
  }

  /** Asks the store about all that runs longer than `olderThanMs`, in case an announcement was lost. */
  async abortFenced(runs: Pick<RunStore, 'isHeld'>, olderThanMs: number): Promise<void> {
    const before = performance.now() - olderThanMs;
    const old = this.#all().filter((execution) => execution.tokenSince < before);
    await Promise.all(old.map((execution) => abortIfFenced(runs, execution)));
  }

  #all(): Execution[] {
    return [...this.#byRun.values()].flatMap((known) => (known instanceof Set ? [...known] : known));
  }
}

async function abortIfFenced(runs: Pick<RunStore, 'isHeld'>, execution: Execution): Promise<void> {
  const { runId, unit, token } = execution;
  if (await runs.isHeld(runId, unit, token)) return;
  if (execution.token === token) execution.fence(token);
}
