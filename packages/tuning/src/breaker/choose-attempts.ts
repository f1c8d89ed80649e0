import type { Objective } from '../objective.ts';

/** What an attempt weighs after each later one. */
const FADE = 0.999;
/** Before any is seen, half of attempts after a failed one are taken to fail. */
const PRIOR = { failures: 2, attempts: 4 } as const;

/** How often an attempt fails after one that failed. Failures cluster, so this is more often than the first. */
export class RetryTable {
  #failures: number;
  #attempts: number;

  constructor(
    model: { readonly failures: number; readonly attempts: number } = { failures: 0, attempts: 0 },
  ) {
    this.#failures = model.failures;
    this.#attempts = model.attempts;
  }

  get rate(): number {
    return (this.#failures + PRIOR.failures) / (this.#attempts + PRIOR.attempts);
  }

  add(isFailure: boolean): void {
    this.#failures = this.#failures * FADE + (isFailure ? 1 : 0);
    this.#attempts = this.#attempts * FADE + 1;
  }

  toModel() {
    return { failures: this.#failures, attempts: this.#attempts };
  }
}

/** Behind a breaker, attempts are not burnt up in an outage, so that many cost little. */
const ATTEMPTS = { min: 8, max: 12 } as const;

/**
 * Returns how many attempts a step may have behind a breaker: the least number after which the expected loss of giving up is
 * less than an attempt costs, and eight at least.
 */
export function chooseAttempts(question: {
  readonly objective: Objective;
  readonly baseRate: number;
  readonly again: RetryTable;
}): number {
  const { objective, baseRate, again } = question;
  const loss = Math.max(
    0,
    ...objective.classes.map(({ lostPenalty, onTimeValue }) => lostPenalty + onTimeValue),
  );
  let attempts = 1;
  let share = baseRate;
  while (attempts < ATTEMPTS.max && share * loss >= objective.attemptCost) {
    share *= again.rate;
    attempts++;
  }
  return Math.max(ATTEMPTS.min, attempts);
}
