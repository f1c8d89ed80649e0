import type { CallOutcome, Weight } from './apply-outcome.ts';

/** So many outcomes wait for the store; the oldest are forgotten beyond. */
const KEPT_MAX = 1_000;

interface Waiting {
  readonly outcome: CallOutcome;
  readonly onWeight: ((weight: Weight) => void) | undefined;
}

/** What is to be told about the calls of one dependency, in the order in which they ended. */
export class Outbox {
  #waiting: Waiting[] = [];
  #refused = 0;

  get isEmpty(): boolean {
    return this.#waiting.length === 0;
  }

  get refused(): number {
    return this.#refused;
  }

  add(outcome: CallOutcome, onWeight?: (weight: Weight) => void): void {
    const last = this.#waiting.at(-1);
    if (last !== undefined && canMerge(last, outcome, onWeight)) {
      const count = last.outcome.count + outcome.count;
      this.#waiting[this.#waiting.length - 1] = { ...last, outcome: { ...outcome, count } };
      return;
    }
    this.#waiting.push({ outcome, onWeight });
    if (this.#waiting.length > KEPT_MAX) this.#waiting.shift()?.onWeight?.('counted');
  }

  countRefusal(): void {
    this.#refused++;
  }

  /** All of it; what comes later waits for the next one. */
  take(): { readonly waiting: readonly Waiting[]; readonly refused: number } {
    const taken = { waiting: this.#waiting, refused: this.#refused };
    this.#waiting = [];
    this.#refused = 0;
    return taken;
  }

  /** What could not be told goes before what came meanwhile. */
  putBack({ waiting, refused }: ReturnType<Outbox['take']>): void {
    const all = [...waiting, ...this.#waiting];
    for (const { onWeight } of all.splice(0, Math.max(0, all.length - KEPT_MAX))) onWeight?.('counted');
    this.#waiting = all;
    this.#refused += refused;
  }
}

/** Successes without a permit are told as a number. */
function canMerge(last: Waiting, outcome: CallOutcome, onWeight: unknown): boolean {
  const { result, permit, era } = outcome;
  if (result !== 'success' || permit !== undefined || onWeight !== undefined) return false;
  return last.outcome.result === 'success' && last.outcome.permit === undefined && last.outcome.era === era;
}
