import type { Sample } from '@ag06/contracts/tuning';
import { expect, it } from '@jest/globals';
import { mixed } from '../testing/mixed.ts';
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

it('attempts whose slowest hundredth takes three times as long are harmful; some stragglers are not', () => {
  const slow = (count: number, of = 100) => tallyOf(of, (i) => attempt(1, { durMs: i < count ? 400 : 100 }));
  expect(judge(slow(3))).toEqual({ is: 'as-good' });
  expect(judge(slow(14))).toEqual({ is: 'harmful', because: 'slow' });
  expect(judge(slow(14), slow(14))).toEqual({ is: 'as-good' });
  expect(judge(slow(40, 800), fine(800))).toEqual({ is: 'harmful', because: 'slow' });
});

it('stragglers that both sides have alike look harmful in one of 300 comparisons at most', () => {
  let drawn = 0;
  const chance = () => mixed(++drawn) / 2 ** 32;
  // As with hedges: about a hundredth takes many times as long, so that the p99 of few attempts is a matter of luck.
  const straggling = () => attempt(1, { durMs: chance() < 0.015 ? 2_000 : 100 + 20 * chance() });
  const findings = Array.from({ length: 300 }, () =>
    judge(tallyOf(100, straggling), tallyOf(100, straggling)),
  );
  expect(findings.filter(({ is }) => is === 'harmful').length).toBeLessThanOrEqual(1);
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

it('a comparison is content after half a window with what is better by more than chance, and with nothing less', () => {
  const play = (lateOfRest: number) => {
    const comparison = new Comparison(NOW);
    for (let i = 0; i < 100; i++) {
      comparison.add(late(2)(i), true);
      comparison.add(late(lateOfRest)(i), false);
    }
    return [14_999, 15_000, 30_000].map((ms) => comparison.judge(NOW + ms).is);
  };
  expect(play(20).slice(0, 2)).toEqual(['open', 'good']);
  expect(play(4)).toEqual(['open', 'open', 'good']);
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
