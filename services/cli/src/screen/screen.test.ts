import { describe, expect, it } from '@jest/globals';
import { Screen } from './screen.ts';

const ESC = '\x1b';

function record(rows: number) {
  const written: string[] = [];
  const screen = new Screen({ rows, columns: 20, write: (text) => written.push(text) });
  return { screen, written };
}

describe('a screen', () => {
  it('is entered and left once, whoever asks for it', () => {
    const { screen, written } = record(3);
    const before = process.listenerCount('exit');
    screen.open();
    screen.open();
    expect(process.listenerCount('exit')).toBe(before + 1);
    screen.close();
    screen.close();
    expect(written).toEqual([`${ESC}[?1049h${ESC}[?25l${ESC}[?7l`, `${ESC}[?7h${ESC}[?25h${ESC}[?1049l`]);
    expect(process.listenerCount('exit')).toBe(before);
  });

  it('is drawn over in one write, and clears what is left of the picture before', () => {
    const { screen, written } = record(3);
    screen.draw(['a', 'b']);
    screen.draw(['a', 'b', 'c', 'd']);
    expect(written).toEqual([
      `${ESC}[?2026h${ESC}[H${ESC}[Ka\r\n${ESC}[Kb\r\n${ESC}[J${ESC}[?2026l`,
      `${ESC}[?2026h${ESC}[H${ESC}[Ka\r\n${ESC}[Kb\r\n${ESC}[Kc${ESC}[?2026l`,
    ]);
  });

  it('is left when the process ends by itself, and before the stack of a crash is printed', () => {
    const { screen, written } = record(3);
    screen.open();
    const onExit = process.listeners('exit').at(-1);
    expect(process.listeners('uncaughtExceptionMonitor').at(-1)).toBe(onExit);
    onExit?.(1);
    expect(written.at(-1)).toContain('[?1049l');
    screen.close();
    expect(written).toHaveLength(2);
  });
});
