import { describe, expect, it } from '@jest/globals';
import { describeCommand, describeCommands } from './help.ts';
import { HELP } from './help-table.ts';
import { textWidth } from './text-width.ts';

/** Lines that are wider, without examples: they stay whole, so that they can be copied. */
const tooWide = (text: string | undefined, columns: number): readonly string[] =>
  (text ?? 'nothing').split('\n').filter((line) => !line.startsWith('  $ ') && textWidth(line) > columns);

/** The words of a help, wherever its lines end. */
const wordsOf = (text: string | undefined): readonly string[] => (text ?? '').split(/\s+/);

describe('the help of ag06', () => {
  it.each([40, 60, 80, 110])('fits %d columns, of all commands and of each', (columns) => {
    expect(tooWide(describeCommands(columns), columns)).toEqual([]);
    for (const name of HELP.keys())
      expect(tooWide(describeCommand(name.split(' '), columns), columns)).toEqual([]);
  });

  it('is 80 columns wide where nobody tells a width, and never wider than 110', () => {
    expect(describeCommands()).toBe(describeCommands(80));
    expect(describeCommand(['run'])).toBe(describeCommand(['run'], 80));
    expect(describeCommand(['run'], 300)).toBe(describeCommand(['run'], 110));
  });

  it('says the same in every width', () => {
    for (const name of HELP.keys()) {
      const words = name.split(' ');
      expect(wordsOf(describeCommand(words, 40))).toEqual(wordsOf(describeCommand(words, 110)));
    }
  });

  it('has each flag with its text beside it, or below it in a narrow terminal', () => {
    expect(describeCommand(['runs', 'wait'], 60)).toContain(
      [
        '  --timeout DURATION        waits no longer than this, such',
        '                            as 10m; the runs go on',
      ].join('\n'),
    );
    expect(describeCommand(['runs', 'wait'], 40)).toContain(
      ['  --timeout DURATION', '      waits no longer than this, such as', '      10m; the runs go on'].join(
        '\n',
      ),
    );
  });
});
