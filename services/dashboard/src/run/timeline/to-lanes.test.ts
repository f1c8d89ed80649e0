import { describe, expect, test } from '@jest/globals';
import type { Bar } from './fold-attempts.ts';
import { LANES_MAX, toLines } from './to-lanes.ts';

const bar = (startedAt: number, endedAt?: number, dueAt = startedAt): Bar => ({
  attempt: 1,
  dueAt,
  startedAt,
  endedAt,
  outcome: endedAt === undefined ? 'running' : 'completed',
});
/** The starts of the bars of each lane. */
const lanesOf = (...bars: readonly Bar[]) =>
  toLines([{ step: 's', bars, left: 0 }]).map((line) =>
    line.is === 'lane' ? line.bars.map((placed) => placed.bar.startedAt) : line,
  );

describe('attempts of a step', () => {
  test('that follow each other lie in one lane', () =>
    expect(lanesOf(bar(0, 1), bar(1, 2), bar(5, 6))).toEqual([[0, 1, 5]]));

  test('that ran at the same time lie in lanes of their own, and the first free one is used again', () =>
    expect(lanesOf(bar(0, 10), bar(1, 3), bar(2, 4), bar(3, 5), bar(10, 11))).toEqual([
      [0, 10],
      [1, 3],
      [2],
    ]));

  test('that go on keep their lane', () => expect(lanesOf(bar(0), bar(100, 101))).toEqual([[0], [100]]));

  test('that waited behind another one have a wait from its end on', () => {
    const [lane] = toLines([{ step: 's', bars: [bar(0, 10), bar(12, 13, 0)], left: 0 }]);
    expect(lane).toMatchObject({ bars: [{ waitFrom: 0 }, { waitFrom: 10 }] });
  });

  test('of which more ran at once than there are lanes are counted', () => {
    const lines = toLines([{ step: 's', bars: Array.from({ length: 20 }, (_, i) => bar(i, 100)), left: 5 }]);
    expect(lines).toHaveLength(LANES_MAX + 1);
    expect(lines.at(-1)).toEqual({ is: 'rest', step: 's', drawn: LANES_MAX, left: 20 - LANES_MAX + 5 });
  });

  test('of several steps stay with their step', () => {
    const rows = ['a', 'b'].map((step) => ({ step, bars: [bar(0, 2), bar(1, 3)], left: 0 }));
    expect(toLines(rows).map((line) => [line.step, line.is === 'lane' && line.lane])).toEqual([
      ['a', 0],
      ['a', 1],
      ['b', 0],
      ['b', 1],
    ]);
  });
});
