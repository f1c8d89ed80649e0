import { z } from 'zod';
import { type ArmIndex, assignBlock } from './assign-arm.ts';
import {
  SEQUENTIAL_DEFAULTS,
  SequentialModel,
  type SequentialResult,
  SequentialTest,
} from './sequential-test.ts';

const Sum = z.strictObject({ sum: z.number(), count: z.int().min(0) });

export const ExperimentModel = z.strictObject({
  test: SequentialModel,
  /** Runs of the pair under way, by arm. */
  pair: z.tuple([Sum, Sum]),
  /** All runs, by arm. */
  totals: z.tuple([Sum, Sum]),
  /** The last block without its pair, and its value per second. */
  block: z.strictObject({ number: z.int().min(0), value: z.number() }).nullable(),
});
export type ExperimentModel = z.infer<typeof ExperimentModel>;

/** `undecided`: it may go on. `futile`: so many pairs have shown nothing that A stays. */
export type ExperimentOutcome = 'undecided' | 'a-is-better' | 'b-is-better' | 'futile';

export interface ExperimentView extends SequentialResult {
  readonly outcome: ExperimentOutcome;
  /** Of A and of B. */
  readonly means: readonly [number | null, number | null];
  readonly runs: readonly [number, number];
}

/** Runs of each arm whose means are one pair. */
const RUNS_IN_PAIR = 20;
const PAIRS_MAX = 120;
/** Blocks that follow each other are alike, so several pairs are one observation. */
const SWITCHBACK_BATCH = 5;

/**
 * The results of an experiment, that may be looked at after every one of them. A pair is the difference of B to A: of
 * their means over as many runs, or the log-ratio of two neighbouring blocks.
 */
export class ExperimentRecord {
  readonly #test: SequentialTest;
  #state: Omit<ExperimentModel, 'test'>;

  constructor(
    { alpha, assignment }: { readonly alpha: number; readonly assignment: 'run' | 'switchback' },
    model?: ExperimentModel,
  ) {
    const batch = assignment === 'switchback' ? SWITCHBACK_BATCH : 1;
    this.#test = new SequentialTest({ ...SEQUENTIAL_DEFAULTS, alpha, batch }, model?.test);
    const { pair, totals, block } = model ?? {};
    this.#state = {
      pair: pair ?? [NOTHING, NOTHING],
      totals: totals ?? [NOTHING, NOTHING],
      block: block ?? null,
    };
  }

  /** Adds what a run has brought. */
  addRun(arm: ArmIndex, value: number): void {
    this.#state.totals = addTo(this.#state.totals, arm, value);
    // One arm may be ahead; what is more than a pair needs waits in no list, so it is left out.
    if (this.#state.pair[arm].count >= RUNS_IN_PAIR) return;
    this.#state.pair = addTo(this.#state.pair, arm, value);
    const [a, b] = this.#state.pair;
    if (a.count < RUNS_IN_PAIR || b.count < RUNS_IN_PAIR) return;
    this.#test.add(b.sum / b.count - a.sum / a.count);
    this.#state.pair = [NOTHING, NOTHING];
  }

  /** Adds a whole block, in order. A block that brought nothing has no logarithm, and ends its pair. */
  addBlock(number: number, valuePerSecond: number): void {
    const arm = assignBlock(number, 1);
    this.#state.totals = addTo(this.#state.totals, arm, valuePerSecond);
    const { block } = this.#state;
    const isPair = block !== null && block.number === number - 1 && number % 2 === 1;
    this.#state.block = isPair ? null : { number, value: valuePerSecond };
    if (!isPair || block.value <= 0 || valuePerSecond <= 0) return;
    const ratio = Math.log(valuePerSecond / block.value);
    this.#test.add(arm === 1 ? ratio : -ratio);
  }

  view(): ExperimentView {
    const { totals } = this.#state;
    const result = this.#test.result();
    return {
      ...result,
      outcome: toOutcome(result),
      means: [toMean(totals[0]), toMean(totals[1])],
      runs: [totals[0].count, totals[1].count],
    };
  }

  toModel(): ExperimentModel {
    return { ...this.#state, test: this.#test.toModel() };
  }
}

const NOTHING = { sum: 0, count: 0 } as const;

type Sums = ExperimentModel['pair'];

function addTo([a, b]: Sums, arm: ArmIndex, value: number): Sums {
  const add = (one: Sums[0]): Sums[0] => ({ sum: one.sum + value, count: one.count + 1 });
  return arm === 0 ? [add(a), b] : [a, add(b)];
}

const toMean = ({ sum, count }: Sums[0]): number | null => (count === 0 ? null : sum / count);

/** A decision stands: evidence that was enough once is not taken back by later chance. */
function toOutcome({ isDecided, mean, count }: SequentialResult): ExperimentOutcome {
  if (isDecided) return mean > 0 ? 'b-is-better' : 'a-is-better';
  return count >= PAIRS_MAX ? 'futile' : 'undecided';
}
