import { describe, expect, it } from '@jest/globals';
import { SeededDraws } from '../testing/seeded-draws.ts';
import { BanditModel, ContextualBandit } from './contextual-bandit.ts';

const ARMS = ['off', 'on'];

/** `on` earns where the load is low, `off` where it is high. */
const earned = (arm: string, load: number): number => (arm === 'on' ? 1 - 2 * load : 0);

function play(bandit: ContextualBandit, rounds: number, seed: number): { readonly regret: number } {
  const draws = new SeededDraws(seed);
  let regret = 0;
  for (let i = 0; i < rounds; i++) {
    const load = draws.uniform();
    const { arm } = bandit.choose([1, load]);
    bandit.reward(arm, [1, load], earned(arm, load) + 0.2 * draws.normal());
    regret += Math.max(...ARMS.map((each) => earned(each, load))) - earned(arm, load);
  }
  return { regret };
}

describe('ContextualBandit', () => {
  it('learns in which context which profile pays, and loses little afterwards', () => {
    const bandit = new ContextualBandit(ARMS, 2);
    play(bandit, 300, 1);
    // By lot it would be 75.
    expect(play(bandit, 300, 2).regret).toBeLessThan(15);
    expect(bandit.choose([1, 0.1]).arm).toBe('on');
    expect(bandit.choose([1, 0.9]).arm).toBe('off');
  });

  it('recovers the weights of a linear reward, and follows them when they change', () => {
    const bandit = new ContextualBandit(['one'], 3);
    const draws = new SeededDraws(5);
    const teach = (weights: readonly number[]) => {
      for (let i = 0; i < 1_500; i++) {
        const x = [1, draws.normal(), draws.normal()];
        const reward = x.reduce((sum, each, k) => sum + each * (weights[k] ?? 0), 0);
        bandit.reward('one', x, reward + 0.1 * draws.normal());
      }
    };
    for (const weights of [
      [2, -1, 0.5],
      [-1, 1, 0],
    ]) {
      teach(weights);
      for (const [k, weight] of weights.entries()) expect(bandit.weights('one')[k]).toBeCloseTo(weight, 1);
    }
  });

  it('makes the same choices after an export and an import', () => {
    const bandit = new ContextualBandit(ARMS, 2);
    play(bandit, 50, 3);
    const copy = new ContextualBandit(
      ARMS,
      2,
      BanditModel.parse(JSON.parse(JSON.stringify(bandit.toModel()))),
    );
    expect(play(copy, 100, 4)).toEqual(play(bandit, 100, 4));
    expect(copy.toModel()).toEqual(bandit.toModel());
  });
});
