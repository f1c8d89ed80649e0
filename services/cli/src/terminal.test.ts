import { describe, expect, it } from '@jest/globals';
import { readTerminal } from './terminal.ts';

const TTY = { isTTY: true, columns: 100 };

describe('colours', () => {
  it.each([
    [{}, TTY, true],
    [{}, {}, false],
    [{ NO_COLOR: '1' }, TTY, false],
    [{ NO_COLOR: '' }, TTY, true],
    [{ FORCE_COLOR: '1' }, {}, true],
    [{ FORCE_COLOR: '1', NO_COLOR: '1' }, {}, true],
    [{ FORCE_COLOR: '0' }, TTY, false],
    [{ TERM: 'dumb' }, TTY, false],
  ])('with %j on %j: %s', (env, stream, isColoured) =>
    expect(readTerminal(env, stream)).toMatchObject({ isColoured }),
  );
});

it('the output is as wide as the terminal, or as COLUMNS says', () => {
  expect(readTerminal({ COLUMNS: '80' }, TTY).columns).toBe(100);
  expect(readTerminal({ COLUMNS: '80' }, {}).columns).toBe(80);
  expect(readTerminal({ COLUMNS: 'wide' }, {}).columns).toBeUndefined();
});

it('a terminal can be drawn over, unless it is a dumb one', () => {
  expect(readTerminal({}, TTY).canRedraw).toBe(true);
  expect(readTerminal({ TERM: 'dumb' }, TTY).canRedraw).toBe(false);
  expect(readTerminal({ FORCE_COLOR: '1' }, {}).canRedraw).toBe(false);
});
