import { describe, expect, it } from '@jest/globals';
import { renderTable } from './table.ts';

const ROWS = [
  [
    'r0-0mwvdobfe36IBKNqGC560',
    'digest',
    'completed',
    'a correlation id that somebody else chose to make long',
  ],
  ['r0-0mwvdobfe36IBKNqGC561', 'digest', 'failed', 'x'],
];
const HEADINGS = ['run', 'workflow', 'status', 'correlation id'];
const ESCAPE = '\x1b';

describe('a table', () => {
  it('stands in columns under its headings', () => {
    expect(
      renderTable(
        ['a b', 'c'],
        [
          [1, undefined],
          ['long text', 'x'],
        ],
        {},
      ),
    ).toBe(['A B        C', '1', 'long text  x'].join('\n'));
  });

  it('fits the terminal, and keeps what names the row whole', () => {
    const lines = renderTable(HEADINGS, ROWS, { columns: 80 }).split('\n');
    expect(lines.map((line) => line.length <= 80)).toEqual([true, true, true]);
    expect(lines[1]).toMatch(/^r0-0mwvdobfe36IBKNqGC560 {2}digest {4}completed {2}a correlation id .*…$/);
  });

  it('is as wide as it takes where nobody says how wide a line is', () => {
    expect(renderTable(HEADINGS, ROWS, {})).toContain('chose to make long');
  });

  it('becomes a few lines for each row where the terminal is too narrow for its columns, and loses nothing', () => {
    expect(renderTable(HEADINGS, ROWS, { columns: 40 }).split('\n')).toEqual([
      'r0-0mwvdobfe36IBKNqGC560',
      '  workflow       digest',
      '  status         completed',
      '  correlation id a correlation id that s',
      '                 omebody else chose to m',
      '                 ake long',
      'r0-0mwvdobfe36IBKNqGC561',
      '  workflow       digest',
      '  status         failed',
      '  correlation id x',
    ]);
    const coloured = renderTable(HEADINGS, ROWS, { columns: 40, isColoured: true });
    expect(coloured).toContain(`status         ${ESCAPE}[32mcompleted${ESCAPE}[39m`);
  });

  it('leaves out spare columns before that, in their order, and none where there is room', () => {
    const spare = ['correlation id', 'status'];
    const narrow = (columns: number) => renderTable(HEADINGS, ROWS, { columns, spare }).split('\n')[0];
    expect(narrow(80)).toContain('CORRELATION ID');
    expect(narrow(46)).toMatch(/^RUN +WORKFLOW +STATUS$/);
    expect(narrow(34)).toMatch(/^RUN +WORKFLOW$/);
    expect(narrow(30)).toBe('r0-0mwvdobfe36IBKNqGC560');
    expect(renderTable(HEADINGS, ROWS, { spare })).toContain('chose to make long');
  });

  it('counts the cells of wide characters', () => {
    const rows = [
      ['注文', '한국어 テキスト', 'x'],
      ['order', 'text', 'y'],
    ];
    expect(renderTable(['name', 'note', ''], rows, {}).split('\n')).toEqual([
      'NAME   NOTE',
      '注文   한국어 テキスト  x',
      'order  text             y',
    ]);
    expect(renderTable(['name', 'note', ''], rows, { columns: 21 }).split('\n')).toEqual([
      'NAME   NOTE',
      '注文   한국어 テ…   x',
      'order  text         y',
    ]);
  });

  it('colours what is a status, and nothing else', () => {
    const [, completed = '', failed = ''] = renderTable(HEADINGS, ROWS, { isColoured: true }).split('\n');
    expect(completed).toContain(`${ESCAPE}[32mcompleted${ESCAPE}[39m`);
    expect(failed).toContain(`${ESCAPE}[31mfailed   ${ESCAPE}[39m`);
    expect(completed.split(ESCAPE)).toHaveLength(3);
  });

  it('writes control characters out', () => {
    expect(renderTable(['x'], [[`${ESCAPE}[2J`]], {})).toBe('X\n\\x1b[2J');
  });
});
