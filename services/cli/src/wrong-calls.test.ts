import { describe, expect, it } from '@jest/globals';
import { describeRemedy } from './help.ts';
import type { Help } from './help-entry.ts';
import { HELP } from './help-table.ts';
import { knownFlags } from './known-flags.ts';
import { refuse } from './testing/refuse.ts';
import { toAg06Words } from './testing/split-words.ts';

const commands = [...HELP].map(([name, help]) => ({ name, help, words: name.split(' ') }));

/** Every flag of every command whose values its help restricts. */
const flags = commands.flatMap(({ name, help, words }) =>
  knownFlags(help)
    .filter((flag) => !flag.isValueOptional)
    .map((flag) => ({ name, help, words, flag })),
);
const withValue = flags.filter(({ flag }) => flag.value !== undefined);
const without = flags.filter(({ flag }) => flag.value === undefined);
const numbers = flags.filter(({ flag }) => flag.value === 'N');
const durations = flags.filter(({ flag }) => flag.value === 'DURATION');
const choices = flags.filter(({ flag }) => flag.value?.includes('|'));

/** A right call of a command, as its first example is, but once. */
const rightWords = ({ examples: [example] }: Help): readonly string[] =>
  toAg06Words(example).filter((word) => word !== '--watch');

describe('a wrong call says what was expected, what came and what to do:', () => {
  it.each(commands)('ag06 $name with an unknown flag', async ({ words }) => {
    expect(await refuse([...words, '--jsn'])).toBe('Unknown flag "--jsn". Did you mean --json?');
    expect(await refuse([...words, '-%'])).toMatch(/^Unknown flag "-%". Known: .*-h\. Put -- before/);
  });

  it.each(commands)('ag06 $name with too many words', async ({ words }) => {
    const many = Array.from({ length: 1_100 }, (_, i) => `word${i}`);
    expect(await refuse([...words, ...many])).toMatch(
      /^(Too many words: expected (no word|at most \d+ words?) here, got also "word|"word0" is no|Unknown )/,
    );
  });

  it.each(withValue)('ag06 $name --$flag.name without its value', async ({ words, flag }) => {
    const message = (got: string) =>
      `--${flag.name} takes a value, got ${got}. Write --${flag.name} VALUE, or --${flag.name}=VALUE for one that begins with a dash.`;
    expect(await refuse([...words, `--${flag.name}`])).toBe(message('nothing'));
    expect(await refuse([...words, `--${flag.name}`, '--json'])).toBe(message('the flag "--json"'));
  });

  it.each(without)('ag06 $name --$flag.name with a value', async ({ words, flag }) => {
    expect(await refuse([...words, `--${flag.name}=x\u0007`])).toBe(
      `--${flag.name} takes no value, got "x\\x07". Write --${flag.name} alone.`,
    );
  });

  it.each(numbers)('ag06 $name --$flag.name with a word for its number', async ({ help, flag }) => {
    expect(await refuse([...rightWords(help), `--${flag.name}`, 'many'])).toMatch(
      new RegExp(`^--${flag.name} takes a (whole )?number.*, got "many"\\.$`),
    );
  });

  it.each(durations)('ag06 $name --$flag.name with a word for its duration', async ({ help, flag }) => {
    expect(await refuse([...rightWords(help), `--${flag.name}`, 'soon'])).toBe(
      `--${flag.name} takes a duration such as 30s or 10m, got "soon".`,
    );
  });

  it.each(durations)('ag06 $name --$flag.name with a duration without its unit', async ({ help, flag }) => {
    expect(await refuse([...rightWords(help), `--${flag.name}`, '90'])).toBe(
      `--${flag.name} takes a duration with its unit: 90ms, 90s, 90m, 90h or 90d, got "90".`,
    );
  });

  it.each(choices)(
    'ag06 $name --$flag.name with a word that is none of $flag.value',
    async ({ help, flag }) => {
      const words = flag.value?.split('|') ?? [];
      expect(await refuse([...rightWords(help), `--${flag.name}`, 'zzz'])).toBe(
        `--${flag.name} takes ${words.join(', ')}; got "zzz".`,
      );
    },
  );
});

it('the remedy of a wrong call is an example and the help of the command that was meant', () => {
  expect(describeRemedy(['runs', 'list', '--limt', '3'])).toBe(
    'Example: ag06 runs list --status failed --workflow digest\nMore: ag06 help runs list',
  );
  expect(describeRemedy(['runs', 'lits'])).toBe('Its commands: ag06 help runs');
  expect(describeRemedy(['rnu'])).toBe('All commands: ag06 --help');
});
