import { ARMS, type Arm, type Assignment, assignBlock } from '@ag06/contracts/tuning';
import { z } from 'zod';
import { PAIRS_MAX, PairedTest } from './paired-test.ts';
import type { SequentialResult } from './sequential-test.ts';

const Sum = z.strictObject({ sum: z.number(), count: z.int().min(0) });
type Sum = z.infer<typeof Sum>;

/** Runs of each arm whose means are one pair. */
const RUNS_IN_PAIR = 20;
/** Neighbouring blocks are alike, so that several pairs of them are one observation from the start. */
const BATCHES = { run: { min: 1, max: 16 }, switchback: { min: 5, max: 20 } } as const;

const RunsOfPair = z.record(z.string(), Sum);

export const ExperimentModel = z.strictObject({
  /** Of the pairs so far. */
  differences: z.array(z.number()).max(PAIRS_MAX),
  /** Results of the pair under way, by arm and run. */
  pair: z.strictObject({ a: RunsOfPair, b: RunsOfPair }),
  /** All results, by arm. */
  totals: z.strictObject({ a: Sum, b: Sum }),
  /** The last block without its pair, and its value per second. */
  block: z.strictObject({ number: z.int().min(0), value: z.number() }).nullable(),
});
export type ExperimentModel = z.infer<typeof ExperimentModel>;

/** `undecided`: it may go on. `futile`: so many pairs have shown nothing that A stays. */
type ExperimentOutcome = 'undecided' | 'a-is-better' | 'b-is-better' | 'futile';

export interface ExperimentView extends SequentialResult {
  readonly outcome: ExperimentOutcome;
  /** Neighbouring pairs that are one observation. */
  readonly batch: number;
  readonly means: Readonly<Record<Arm, number | null>>;
  readonly results: Readonly<Record<Arm, number>>;
}

/**
 * The results of an experiment, that may be looked at after every one of them. A pair is the difference of B to A: of the
 * means over as many runs, or of two neighbouring blocks as a share of their mean.
 */
export class ExperimentRecord {
  readonly #test: PairedTest;
  #pair: Record<Arm, Map<string, Sum>>;
  #totals: Record<Arm, Sum>;
  #block: ExperimentModel['block'];

  constructor(
    { alpha, assignment }: { readonly alpha: number; readonly assignment: Assignment },
    model?: ExperimentModel,
  ) {
    this.#test = new PairedTest({ alpha, batch: BATCHES[assignment] }, model?.differences);
    this.#pair = {
      a: new Map(Object.entries(model?.pair.a ?? {})),
      b: new Map(Object.entries(model?.pair.b ?? {})),
    };
    this.#totals = model?.totals ?? { a: NOTHING, b: NOTHING };
    this.#block = model?.block ?? null;
  }

  /** Adds what a step of a run has brought. A run counts once in a pair, however many steps it has: it has one arm. */
  addRun(arm: Arm, runId: string, value: number): void {
    this.#count(arm, value);
    const runs = this.#pair[arm];
    // One arm may be ahead; what is more than a pair needs waits in no list, so it is left out.
    if (!runs.has(runId) && runs.size >= RUNS_IN_PAIR) return;
    runs.set(runId, addTo(runs.get(runId), value));
    const { a, b } = this.#pair;
    if (a.size < RUNS_IN_PAIR || b.size < RUNS_IN_PAIR) return;
    this.#test.add(meanOfRuns(b) - meanOfRuns(a));
    this.#pair = { a: new Map(), b: new Map() };
  }

  /** Adds a whole block, in order. The pair of a block that is not added is left out. */
  addBlock(number: number, valuePerSecond: number): void {
    const arm = assignBlock(number);
    this.#count(arm, valuePerSecond);
    const first = this.#block;
    const isPair = first !== null && first.number === number - 1 && number % 2 === 1;
    this.#block = isPair ? null : { number, value: valuePerSecond };
    if (!isPair) return;
    const change = toRelativeChange(first.value, valuePerSecond);
    this.#test.add(arm === 'b' ? change : -change);
  }

  view(): ExperimentView {
    const result = this.#test.result();
    const { a, b } = this.#totals;
    return {
      ...result,
      outcome: this.#toOutcome(result),
      batch: this.#test.batch,
      means: { a: toMean(a), b: toMean(b) },
      results: { a: a.count, b: b.count },
    };
  }

  toModel(): ExperimentModel {
    const [a, b] = ARMS.map((arm) => Object.fromEntries(this.#pair[arm]));
    return {
      differences: this.#test.toModel(),
      pair: { a: a ?? {}, b: b ?? {} },
      totals: { ...this.#totals },
      block: this.#block,
    };
  }

  #count(arm: Arm, value: number): void {
    this.#totals = { ...this.#totals, [arm]: addTo(this.#totals[arm], value) };
  }

  #toOutcome({ isDecided, mean }: SequentialResult): ExperimentOutcome {
    if (isDecided) return mean > 0 ? 'b-is-better' : 'a-is-better';
    return this.#test.isFutile ? 'futile' : 'undecided';
  }
}

const NOTHING: Sum = { sum: 0, count: 0 };
const addTo = ({ sum, count }: Sum = NOTHING, value: number): Sum => ({ sum: sum + value, count: count + 1 });
const toMean = ({ sum, count }: Sum): number | null => (count === 0 ? null : sum / count);

const meanOfRuns = (runs: ReadonlyMap<string, Sum>): number =>
  [...runs.values()].reduce((total, { sum, count }) => total + sum / count, 0) / runs.size;

/**
 * As a share of the mean, from -2 to 2. It is the log-ratio where that is small (2 tanh(x/2)), and also exists where a block
 * has brought nothing, or less.
 */
function toRelativeChange(from: number, to: number): number {
  const size = Math.abs(from) + Math.abs(to);
  return size === 0 ? 0 : (2 * (to - from)) / size;
}
