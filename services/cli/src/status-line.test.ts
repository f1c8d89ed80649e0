import { describe, expect, it } from '@jest/globals';
import { StatusLine } from './status-line.ts';

const CLEAR = '\r\x1b[K';

function record(columns = 80) {
  const written: string[] = [];
  let now = 0;
  const stream = { columns, write: (text: string) => written.push(text) };
  const line = new StatusLine(stream, () => now);
  const at = (ms: number) => {
    now = ms;
    line.draw();
  };
  return { line, written, at };
}

describe('the line of a command that takes its time', () => {
  it('comes after a second, with what is done and for how long', () => {
    const { line, written, at } = record();
    at(900);
    expect(written).toEqual([]);
    at(1_500);
    line.say('17 of 40 runs are written');
    at(12_000);
    expect(written).toEqual([
      `${CLEAR}waiting for the answer … 1.5 s`,
      `${CLEAR}17 of 40 runs are written … 12 s`,
    ]);
  });

  it('is cleared once before anything else is printed, and at the end', () => {
    const { line, written, at } = record();
    line.clear();
    at(2_000);
    line.clear();
    line.clear();
    line.stop();
    expect(written.slice(1)).toEqual([CLEAR]);
  });

  it('comes again when nothing was printed for a second since, and counts from there', () => {
    const { line, written, at } = record();
    at(2_000);
    line.clear();
    at(2_900);
    at(3_500);
    expect(written).toEqual([
      `${CLEAR}waiting for the answer … 2.0 s`,
      CLEAR,
      `${CLEAR}waiting for the answer … 1.5 s`,
    ]);
  });

  it('fits the terminal', () => {
    const { line, written, at } = record(20);
    line.say('a text that is longer than the terminal is wide');
    at(2_000);
    expect(written).toEqual([`${CLEAR}a text that is lon…`]);
  });
});
