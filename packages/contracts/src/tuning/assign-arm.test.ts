import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { assignBlock, assignRun, toBlock } from './assign-arm.ts';

const RUNS = Array.from(
  { length: 2_000 },
  (_, i) => `r0-${i.toString(16).padStart(9, '0')}${'a'.repeat(12)}`,
);
const experiments = fc.stringMatching(/^x-[0-9a-f]{16}$/);

it('half of the runs get each arm, in every experiment: within four standard errors', () => {
  fc.assert(
    fc.property(experiments, (id) => {
      const b = RUNS.filter((run) => assignRun(id, run) === 'b').length;
      expect(Math.abs(b - 1_000)).toBeLessThan(90);
    }),
    { numRuns: 20 },
  );
});

it('a run has the same arm whoever asks, in whatever order', () => {
  fc.assert(
    fc.property(
      experiments,
      fc.shuffledSubarray(RUNS, { minLength: 100, maxLength: 200 }),
      (id, shuffled) => {
        const arms = new Map(shuffled.map((run) => [run, assignRun(id, run)]));
        for (const run of shuffled.toSorted()) expect(assignRun(id, run)).toBe(arms.get(run));
      },
    ),
    { numRuns: 20 },
  );
});

it('the arm of a run in one experiment tells nothing about its arm in another', () => {
  fc.assert(
    fc.property(fc.uniqueArray(experiments, { minLength: 2, maxLength: 2 }), ([one = '', other = '']) => {
      const both = RUNS.filter((run) => assignRun(one, run) === 'b' && assignRun(other, run) === 'b').length;
      expect(Math.abs(both - 500)).toBeLessThan(78);
    }),
    { numRuns: 20 },
  );
});

it('blocks of a switchback are A-B-B-A, by the time since its start alone', () => {
  const arms = [-5, 0, 29, 30, 59, 60, 89, 90, 119, 120, 150].map((second) =>
    assignBlock(toBlock(second, 30)),
  );
  expect(arms.join('')).toBe('aaabbbbaaab');
});

it('both arms of a switchback have the same share of time, and the same mean time', () => {
  const blocks = Array.from({ length: 400 }, (_, block) => ({ block, arm: assignBlock(block) }));
  const meanOf = (arm: string) => {
    const own = blocks.filter((each) => each.arm === arm);
    expect(own).toHaveLength(200);
    return own.reduce((sum, { block }) => sum + block, 0) / own.length;
  };
  expect(meanOf('a')).toBe(meanOf('b'));
});
