import type { Sample } from '@ag06/contracts/tuning';
import { expect, it } from '@jest/globals';
import { AttemptTally } from './attempt-tally.ts';
import { Comparison } from './comparison.ts';
import { judgeAttempts, tellFinding } from './judge-attempts.ts';

const NOW = 1_800_000_000_000;
const sample = (more: Partial<Sample>): Sample => ({
  t: NOW,
  agent: 'x.a',
  step: 's',
  runId: 'r0-000000000aaaaaaaaaaaa',
  attempt: 1,
  hedge: false,
  configVersion: 1,
  priority: 'normal',
  sizeBucket: 0,
  waitMs: 0,
  durMs: 100,
  outcome: 'ok',
  startedAt: NOW - 100,
  worker: 'w',
  inflightAtStart: 1,
  ...more,
});
/** An attempt that brings a share of the value 2. */
const attempt = (worth: number, more: Partial<Sample> = {}) => ({
  sample: sample(more),
  value: 2 * worth,
  possible: 2,
});
const tallyOf = (count: number, make: (i: number) => ReturnType<typeof attempt>) => {
  const tally = new AttemptTally();
  for (let i = 0; i < count; i++) tally.add(make(i));
  return tally;
};
const failing = (everyHundred: number) => (i: number) =>
  i % 100 < everyHundred ? attempt(0, { outcome: 'error' }) : attempt(1);
const fine = (count = 100) => tallyOf(count, () => attempt(1));
const judge = (tried: AttemptTally, others = fine()) => judgeAttempts(tried, others.figures());

it('attempts are compared by the share of what was possible, once there are 60 on both sides', () => {
  expect(judge(tallyOf(59, () => attempt(0.5)))).toEqual({ is: 'unknown' });
  expect(judge(fine(), fine(59))).toEqual({ is: 'unknown' });
  expect(judge(tallyOf(60, () => attempt(0.91)))).toEqual({ is: 'as-good' });
  expect(judge(tallyOf(60, () => attempt(0.89)))).toEqual({ is: 'worse' });
  // It does not matter that one side had the more valuable steps.
  const dear = tallyOf(60, () => ({ sample: sample({}), value: 20, possible: 20 }));
  expect(judge(fine(), dear)).toEqual({ is: 'as-good' });
});

/** Of a hundred attempts so many bring nothing. */
const late = (everyHundred: number) => (i: number) => attempt(i % 100 < everyHundred ? 0 : 1);

it('attempts are worse only if they differ by more than chance makes', () => {
  expect(judge(tallyOf(100, late(45)), tallyOf(100, late(35)))).toEqual({ is: 'unclear' });
  expect(judge(tallyOf(800, late(45)), tallyOf(800, late(35)))).toEqual({ is: 'worse' });
  expect(tallyOf(400, late(50)).figures().worthError).toBeCloseTo(0.025, 3);
});

it('attempts that fail by 20 % more than others are harmful at once, and not where the others fail alike', () => {
  expect(judge(tallyOf(100, failing(40)))).toEqual({ is: 'harmful', because: 'failures' });
  expect(judge(tallyOf(100, failing(19)))).toEqual({ is: 'worse' });
  expect(judge(tallyOf(100, failing(40)), tallyOf(100, failing(30)))).not.toMatchObject({ is: 'harmful' });
  expect(judge(tallyOf(29, () => attempt(0, { outcome: 'error' })))).toEqual({ is: 'unknown' });
});

it('one attempt that ran out of memory is harmful where none of the others did', () => {
  const oom = tallyOf(1, () => attempt(0, { outcome: 'oom' }));
  expect(judge(oom)).toEqual({ is: 'harmful', because: 'oom' });
  expect(judge(oom, oom)).toEqual({ is: 'unknown' });
});

it('attempts whose slowest hundredth takes three times as long are harmful; a single straggler is not', () => {
  const slow = (count: number) => tallyOf(100, (i) => attempt(1, { durMs: i < count ? 400 : 100 }));
  expect(judge(slow(3))).toEqual({ is: 'as-good' });
  expect(judge(slow(8))).toEqual({ is: 'harmful', because: 'slow' });
  expect(judge(slow(8), slow(8))).toEqual({ is: 'as-good' });
});

it('where the others bring nothing, only attempts that are clearly better tell something', () => {
  const nothing = tallyOf(60, () => attempt(0));
  const less = tallyOf(60, () => attempt(-0.5));
  expect(judge(less, nothing)).toEqual({ is: 'unknown' });
  // Where it was worse than nothing, less of a loss is better.
  expect(judge(nothing, less)).toEqual({ is: 'as-good' });
  expect(judge(fine(), nothing)).toEqual({ is: 'as-good' });
});

it('a finding says both sides for people', () => {
  const [tried, others] = [tallyOf(100, failing(40)), fine()];
  const finding = judge(tried, others);
  expect(tellFinding(finding, tried.figures(), others.figures(), 'the rest')).toBe(
    '40 % of attempts failed, of the rest 0 %',
  );
});

it('a comparison condemns after two bad windows in a row, and is content with one that is not', () => {
  const play = (...worths: readonly number[]) => {
    const comparison = new Comparison(NOW);
    return worths.map((worth, window) => {
      for (let i = 0; i < 60; i++) {
        comparison.add(attempt(worth), true);
        comparison.add(attempt(1), false);
      }
      expect(comparison.judge(NOW + 30_000 * (window + 1) - 1).is).toBe('open');
      return comparison.judge(NOW + 30_000 * (window + 1)).is;
    });
  };
  expect(play(0.8, 0.8)).toEqual(['open', 'bad']);
  expect(play(0.8, 1)).toEqual(['open', 'good']);
  expect(play(1)).toEqual(['good']);
});

it('a comparison goes on for three windows while a difference may be chance, and is content then', () => {
  const play = (differs: boolean) => {
    const comparison = new Comparison(NOW, { differs });
    return [1, 2, 3].map((window) => {
      for (let i = 0; i < 100; i++) {
        comparison.add(late(43)(i), true);
        comparison.add(late(36)(i), false);
      }
      return comparison.judge(NOW + 30_000 * window).is;
    });
  };
  expect(play(true)).toEqual(['open', 'open', 'good']);
  // Both sides cannot have behaved differently.
  expect(play(false)[0]).toBe('good');
});
