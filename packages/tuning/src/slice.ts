import { ATTEMPT_OUTCOMES, type AttemptOutcome } from '@ag06/contracts/tuning';
import { z } from 'zod';
import type { ObservedSample } from './observation.ts';
import { Sketch, SketchModel } from './sketch.ts';

const count = z.int().min(0);

export const SliceModel = z.strictObject({
  minute: count,
  /** By the order of `ATTEMPT_OUTCOMES`. */
  outcomes: z.array(count).length(ATTEMPT_OUTCOMES.length),
  steps: count,
  durations: SketchModel,
  waits: SketchModel,
});
export type SliceModel = z.infer<typeof SliceModel>;

type OutcomeCounts = Readonly<Record<AttemptOutcome, number>>;

/** The attempts of one minute, or of several that were merged. */
export class Slice {
  readonly #outcomes = new Map<AttemptOutcome, number>();
  /** First attempts. */
  #steps = 0;
  /** Of attempts that were not cancelled; a time-out counts with the time after which it was given up. */
  readonly durations: Sketch;
  readonly waits: Sketch;

  constructor(durations = new Sketch(), waits = new Sketch()) {
    this.durations = durations;
    this.waits = waits;
  }

  static from(model: SliceModel): Slice {
    const slice = new Slice(Sketch.from(model.durations), Sketch.from(model.waits));
    for (const [i, outcome] of ATTEMPT_OUTCOMES.entries())
      slice.#outcomes.set(outcome, model.outcomes[i] ?? 0);
    slice.#steps = model.steps;
    return slice;
  }

  get steps(): number {
    return this.#steps;
  }

  countOf(outcome: AttemptOutcome): number {
    return this.#outcomes.get(outcome) ?? 0;
  }

  outcomes(): OutcomeCounts {
    const entries = ATTEMPT_OUTCOMES.map((outcome) => [outcome, this.countOf(outcome)]);
    return Object.fromEntries(entries) as OutcomeCounts;
  }

  attempts(): number {
    return ATTEMPT_OUTCOMES.reduce((sum, outcome) => sum + this.countOf(outcome), 0);
  }

  /** Returns the share of successes among attempts that were not cancelled; undefined if there are none. */
  successRate(): number | undefined {
    const judged = this.attempts() - this.countOf('cancelled');
    return judged === 0 ? undefined : this.countOf('ok') / judged;
  }

  add({ outcome, attempt, durMs, waitMs }: ObservedSample): void {
    this.#outcomes.set(outcome, this.countOf(outcome) + 1);
    if (attempt === 1) this.#steps++;
    if (outcome !== 'cancelled') this.durations.add(durMs);
    this.waits.add(waitMs);
  }

  merge(other: Slice): void {
    for (const outcome of ATTEMPT_OUTCOMES)
      this.#outcomes.set(outcome, this.countOf(outcome) + other.countOf(outcome));
    this.#steps += other.#steps;
    this.durations.merge(other.durations);
    this.waits.merge(other.waits);
  }

  toModel(minute: number): SliceModel {
    return {
      minute,
      outcomes: ATTEMPT_OUTCOMES.map((outcome) => this.countOf(outcome)),
      steps: this.#steps,
      durations: this.durations.toModel(),
      waits: this.waits.toModel(),
    };
  }
}
