import { inverse, Matrix } from 'ml-matrix';
import { z } from 'zod';

const Arm = z.strictObject({
  name: z.string(),
  /** The discounted sum of x x', with the ridge. */
  a: z.array(z.array(z.number())),
  /** The discounted sum of rewards times x. */
  b: z.array(z.number()),
  /** Rewards that it has had. */
  count: z.number(),
});

export const BanditModel = z.strictObject({ arms: z.array(Arm) });
export type BanditModel = z.infer<typeof BanditModel>;

export interface Choice {
  readonly arm: string;
  /** The expected reward, and how much of the score is for what is not known. */
  readonly expected: number;
  readonly bonus: number;
}

/** What a window of the past weighs after each later one. */
const DISCOUNT = 0.995;
const RIDGE = 1;
/** Standard deviations of what is not known that count as if they were earned. */
const OPTIMISM = 1;

/**
 * Chooses one of a few profiles by the context in which they earned what: LinUCB (Li and others, WWW 2010) with discounted
 * ridge regression (Russac and others, NeurIPS 2019). It draws no lots, so the same rewards give the same choices. Not for
 * numbers such as concurrency, of which neighbours are alike.
 */
export class ContextualBandit {
  readonly #dimension: number;
  readonly #arms: BanditModel['arms'];

  /** @param dimension the length of a context, whose first number is 1 */
  constructor(names: readonly string[], dimension: number, model?: BanditModel) {
    this.#dimension = dimension;
    this.#arms = names.map((name) => {
      const known = model?.arms.find((arm) => arm.name === name && arm.b.length === dimension);
      if (known !== undefined) return { ...known, a: known.a.map((row) => [...row]), b: [...known.b] };
      const a = Matrix.eye(dimension, dimension).mul(RIDGE).to2DArray();
      return { name, a, b: Array.from({ length: dimension }, () => 0), count: 0 };
    });
  }

  choose(context: readonly number[]): Choice {
    const choices = this.#arms.map((arm) => this.#score(arm, context));
    return choices.reduce((best, one) =>
      one.expected + one.bonus > best.expected + best.bonus ? one : best,
    );
  }

  /** What a profile has earned in a window. */
  reward(name: string, context: readonly number[], reward: number): void {
    const arm = this.#arms.find((each) => each.name === name);
    if (arm === undefined) return;
    arm.count++;
    for (let i = 0; i < this.#dimension; i++) {
      const x = context[i] ?? 0;
      arm.b[i] = DISCOUNT * (arm.b[i] ?? 0) + reward * x;
      const row = arm.a[i] ?? [];
      for (let j = 0; j < this.#dimension; j++) {
        // The ridge is added again as it fades, so that the matrix stays invertible.
        const ridge = i === j ? (1 - DISCOUNT) * RIDGE : 0;
        row[j] = DISCOUNT * (row[j] ?? 0) + ridge + x * (context[j] ?? 0);
      }
    }
  }

  /** What an arm is known to earn for each number of a context. */
  weights(name: string): readonly number[] {
    const arm = this.#arms.find((each) => each.name === name);
    if (arm === undefined) return [];
    return inverse(new Matrix(arm.a)).mmul(Matrix.columnVector(arm.b)).to1DArray();
  }

  toModel(): BanditModel {
    return {
      arms: this.#arms.map((arm) => ({ ...arm, a: arm.a.map((row) => [...row]), b: [...arm.b] })),
    };
  }

  #score({ name, a, b }: BanditModel['arms'][number], context: readonly number[]): Choice {
    const inverted = inverse(new Matrix(a));
    const x = Matrix.columnVector([...context]);
    const expected = inverted.mmul(Matrix.columnVector(b)).dot(x);
    const bonus = OPTIMISM * Math.sqrt(Math.max(0, inverted.mmul(x).dot(x)));
    return { arm: name, expected, bonus };
  }
}
