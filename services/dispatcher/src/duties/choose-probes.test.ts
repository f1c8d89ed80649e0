import { expect, test } from '@jest/globals';
import { chooseProbes } from './choose-probes.ts';

const unit = (runId: string, name = 's') => ({ runId, unit: name, createdAt: 0, park: 0 });
const NONE: ReadonlySet<string> = new Set();
const runsOf = (units: readonly { runId: string }[]) => units.map(({ runId }) => runId).toSorted();

test('chooseProbes takes units of as many runs as possible', () => {
  const lanes = Array.from({ length: 100 }, (_, lane) => unit('many', `s.${lane}`));
  const listed = [...lanes, unit('a'), unit('b')];
  for (let i = 0; i < 50; i++) {
    expect(runsOf(chooseProbes(listed, 3, NONE, Math.random))).toEqual(['a', 'b', 'many']);
    expect(runsOf(chooseProbes(listed, 5, NONE, Math.random))).toEqual(['a', 'b', 'many', 'many', 'many']);
  }
});

test('chooseProbes leaves out units that have just failed, even if no others are left', () => {
  const failed = new Set(['a/s', 'b/s']);
  expect(runsOf(chooseProbes([unit('a'), unit('b'), unit('c')], 5, failed, Math.random))).toEqual(['c']);
  expect(chooseProbes([unit('a')], 5, failed, Math.random)).toEqual([]);
});

test('chooseProbes may choose any waiting unit', () => {
  const listed = Array.from({ length: 20 }, (_, n) => unit(`r${n}`));
  const seen = new Set<string>();
  for (let i = 0; i < 1_000; i++) seen.add(chooseProbes(listed, 1, NONE, Math.random)[0]?.runId ?? '');
  expect(seen.size).toBe(20);
});
