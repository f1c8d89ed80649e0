import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { cutText, padText, textWidth, wrapText, wrapWords } from './text-width.ts';

describe('the width of a text in cells', () => {
  it('is two of wide characters and emoji, and none of marks that are put on the one before', () => {
    expect(textWidth('plain')).toBe(5);
    expect(textWidth('注文')).toBe(4);
    expect(textWidth('한국')).toBe(4);
    expect(textWidth('ｗ')).toBe(2);
    expect(textWidth('✅')).toBe(2);
    expect(textWidth('👩‍👩‍👧')).toBe(2);
    expect(textWidth('e\u0301')).toBe(1);
    expect(textWidth('grün…')).toBe(5);
  });

  it('bounds what is cut, and never divides a character', () => {
    expect(cutText('注文です', 5)).toBe('注文…');
    expect(cutText('注文です', 4)).toBe('注…');
    expect(cutText('注文', 4)).toBe('注文');
    expect(cutText('👩‍👩‍👧 family', 2)).toBe('…');
    expect(padText('注文', 6)).toBe('注文  ');
    expect(wrapText('注文です', 3)).toEqual(['注', '文', 'で', 'す']);
    expect(wrapText('abcdefg', 3)).toEqual(['abc', 'def', 'g']);
    expect(wrapText('', 3)).toEqual(['']);
  });

  it('bounds lines that are wrapped at spaces', () => {
    expect(wrapWords('Step b waits for a worker: none serves it.', 16, '  ')).toEqual([
      'Step b waits for',
      '  a worker: none',
      '  serves it.',
    ]);
    expect(wrapWords('  → ag06 worker', 80)).toEqual(['  → ag06 worker']);
    expect(wrapWords('abcdefgh ij', 4)).toEqual(['abcd', 'efgh', 'ij']);
    expect(wrapWords('', 4)).toEqual(['']);
  });

  it('of wrapped and cut texts is never above the asked one, and wrapping loses nothing', () => {
    const text = fc.string({ unit: fc.constantFrom('a', '注', '👩‍👩‍👧', 'e\u0301', '✅', ' ') });
    fc.assert(
      fc.property(text, fc.integer({ min: 2, max: 12 }), (some, width) => {
        expect(textWidth(cutText(some, width))).toBeLessThanOrEqual(width);
        const lines = wrapText(some, width);
        expect(lines.join('')).toBe(some);
        for (const line of lines) expect(textWidth(line)).toBeLessThanOrEqual(width);
      }),
    );
  });
});
