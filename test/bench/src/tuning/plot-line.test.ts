import { describe, expect, it } from '@jest/globals';
import { plotHead, toPlotLine, wrapText } from './plot-line.ts';

const FRAME = { perSecondMax: 100, concurrencyMax: 50 };

describe('toPlotLine', () => {
  it.each([80, 120])('fits into %d columns, however large the values are', (columns) => {
    const line = toPlotLine({ t: 119, perSecond: 1e4, concurrency: 200 }, { ...FRAME, columns });
    expect(line.length).toBeLessThanOrEqual(columns);
    expect(line.length).toBeGreaterThan(columns - 5);
    expect(plotHead({ columns }).length).toBeLessThanOrEqual(columns);
  });

  it('draws bars in proportion, to an eighth of a column', () => {
    const bar = (perSecond: number) =>
      /^ *\d+ s ([█▏▎▍▌▋▊▉]*)/.exec(
        toPlotLine({ t: 1, perSecond, concurrency: 1 }, { ...FRAME, columns: 80 }),
      )?.[1];
    expect(bar(0)).toBe('');
    expect(bar(100)).toBe('█'.repeat(34));
    expect(bar(50)).toBe('█'.repeat(17));
    expect(bar(51)).toBe(`${'█'.repeat(17)}▍`);
  });
});

describe('wrapText', () => {
  it('breaks between words, and leaves a word whole that is too long', () => {
    const lines = wrapText(`a trial begins: ${'x'.repeat(30)} now`, 26, '  ');
    expect(lines).toEqual(['  a trial begins:', `  ${'x'.repeat(30)}`, '  now']);
  });
});
