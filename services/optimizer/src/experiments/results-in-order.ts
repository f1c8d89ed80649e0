import { type Arm, assignRun } from '@ag06/contracts/tuning';

/** What a step of a run has brought. */
export interface RunResult {
  readonly arm: Arm;
  readonly runId: string;
  readonly value: number;
  /** When it began, by the store's clock: milliseconds since 1970. */
  readonly begunAt: number;
}

/** So many wait at a time. Of more runs a half is left out, and again a half: chosen by their ids, whatever becomes of them. */
const WAITING_MAX = 20_000;

/**
 * Gives results out in the order in which their steps began, and only when all that began with them must be over. In the order of
 * their ends an arm whose failures take longer than its successes looks better than it is.
 */
export class ResultsInOrder {
  readonly #id: string;
  #waiting: RunResult[] = [];
  #halvings = 0;

  /** @param id of the experiment */
  constructor(id: string) {
    this.#id = id;
  }

  add(result: RunResult): void {
    if (!this.#isCounted(result.runId)) return;
    this.#waiting.push(result);
    if (this.#waiting.length <= WAITING_MAX) return;
    this.#halvings++;
    this.#waiting = this.#waiting.filter(({ runId }) => this.#isCounted(runId));
  }

  /** Takes out those of steps that began before. */
  takeBefore(moment: number): RunResult[] {
    const ready = this.#waiting.filter(({ begunAt }) => begunAt < moment);
    if (ready.length > 0) this.#waiting = this.#waiting.filter(({ begunAt }) => begunAt >= moment);
    return ready.toSorted((a, b) => a.begunAt - b.begunAt);
  }

  #isCounted(runId: string): boolean {
    for (let halving = 0; halving < this.#halvings; halving++)
      if (assignRun(`${this.#id} ${halving}`, runId) === 'b') return false;
    return true;
  }
}
