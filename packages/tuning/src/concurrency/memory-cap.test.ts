import { describe, expect, it } from '@jest/globals';
import { MemoryCap } from './memory-cap.ts';

function observed(points: readonly (readonly [number, number])[]): number {
  const cap = new MemoryCap();
  for (const [inflight, share] of points) cap.observe(inflight, share);
  return cap.level;
}

describe('MemoryCap', () => {
  it('is where the line through what was seen reaches 85 %', () => {
    const points = Array.from({ length: 20 }, (_, i) => [12 + i, 0.25 + 0.02 * (12 + i)] as const);
    expect(observed(points)).toBeCloseTo(30, 6);
  });

  it.each([
    ['is unknown without observations', [], Number.POSITIVE_INFINITY],
    ['doubles what was seen where load never varied', Array(9).fill([10, 0.4]), 20],
    ['stays where memory is nearly full', Array(9).fill([10, 0.9]), 10],
    [
      'doubles the most that was seen where memory does not grow with load',
      [1, 2, 3, 4, 5, 6, 7].map((x) => [x, 0.3]),
      14,
    ],
    [
      'remembers how much there was memory for, however long the load has been low since',
      [40, ...Array(300).fill(5)].map((x) => [x, 0.3]),
      73,
    ],
  ] as const)('%s', (_, points, level) => {
    expect(observed(points as readonly (readonly [number, number])[])).toBeCloseTo(level, 0);
  });
});
