import { findCommand } from './find-command.ts';
import type { Help } from './help-entry.ts';
import { HELP, SECTIONS } from './help-table.ts';
import { textWidth, wrapWords } from './text-width.ts';

/** Of a pipe, and of a terminal that does not tell. */
const COLUMNS = 80;
/** Longer lines are hard to read. */
const COLUMNS_MOST = 110;
const NAME_WIDTH = 26;
/** Cells that a text beside its name needs; with fewer it begins a line of its own. */
const LEAST_BESIDE = 30;
const INDENT = '  ';
const FURTHER = '      ';

const SETTINGS = [
  [
    'AG06_BROKER_URL',
    'redis://HOST, postgres://USER@HOST/DATABASE, or embedded:[FOLDER] (the default, in .ag06)',
  ],
  ['AG06_URL', 'where dispatchers are (http://127.0.0.1:4606), several with commas'],
  ['--json', 'anywhere: JSON, one document (one a line while following)'],
  ['NO_COLOR=1', 'no colours; FORCE_COLOR=1: colours also into a pipe'],
] as const;
const EXITS =
  'Exit: 0 done, 1 the run did not complete or was refused, 2 wrong call or settings, 3 nobody answers.';

/** Returns all commands with a sentence each, in lines of at most so many cells. */
export function describeCommands(columns = COLUMNS): string {
  const width = toWidth(columns);
  const lines = SECTIONS.flatMap(([title, rows]) => [
    `${title}:`,
    ...rows.flatMap(([name, { about }]) => beside(`${INDENT}${name}`, shorten(about), NAME_WIDTH, width)),
    '',
  ]);
  const nameWidth = 2 + Math.max(...SETTINGS.map(([name]) => name.length));
  return [
    'ag06: a fleet of agent workers',
    '',
    ...lines,
    ...wrapWords(
      'ag06 help COMMAND shows the help of one command, with examples; ag06 help CODE what a code means.',
      width,
    ),
    '',
    ...SETTINGS.flatMap(([name, about]) => beside(name, about, nameWidth, width)),
    '',
    ...wrapWords(EXITS, width),
    '',
  ].join('\n');
}

const toWidth = (columns: number): number => Math.min(columns, COLUMNS_MOST);

const shorten = (about: string): string => {
  const [first = about] = about.split(/(?<=[.:;]) /);
  return first.replace(/[.:;]$/, '');
};

/** A name, and a text in a column beside it; below it where there is no room for a column. */
function beside(name: string, text: string, nameWidth: number, width: number): readonly string[] {
  if (width - nameWidth < LEAST_BESIDE)
    return [...wrapWords(name, width, FURTHER), ...indented(text, FURTHER, width)];
  const [first = '', ...further] = wrapWords(text, width - nameWidth);
  const room = nameWidth - textWidth(name);
  return [`${name}${' '.repeat(room)}${first}`, ...further.map((line) => ' '.repeat(nameWidth) + line)];
}

const indented = (text: string, indent: string, width: number): readonly string[] =>
  wrapWords(text, Math.max(1, width - indent.length)).map((line) => indent + line);

/** Returns the help of one command, or of a group such as `runs`; undefined if there is no such command. */
export function describeCommand(words: readonly string[], columns = COLUMNS): string | undefined {
  const [command = '', verb = ''] = words;
  const exact = HELP.get(`${command} ${verb}`);
  const group = [...HELP].filter(([name]) => name === command || name.startsWith(`${command} `));
  const helps = exact === undefined ? group.map(([, help]) => help) : [exact];
  if (helps.length === 0) return undefined;
  return helps
    .map((help) => describe(help, toWidth(columns)))
    .join('\n\n')
    .concat('\n');
}

/** Examples stay whole lines, so that they can be copied. */
function describe({ usage, about, flags = [], examples }: Help, width: number): string {
  const nameWidth = Math.max(0, ...flags.map(([flag]) => flag.length)) + 2 + INDENT.length;
  return [
    ...wrapWords(`ag06 ${usage}`, width, FURTHER),
    '',
    ...indented(about, INDENT, width),
    ...(flags.length > 0 ? [''] : []),
    ...flags.flatMap(([flag, text]) => beside(INDENT + flag, text, nameWidth, width)),
    '',
    ...examples.map((example) => `${INDENT}$ ${example}`),
  ].join('\n');
}

/** Returns what to do after a wrong call: an example of the command that was meant, and where more is said. */
export function describeRemedy(words: readonly string[]): string {
  const found = findCommand(words);
  if (found !== undefined) return `Example: ${found.help.examples[0]}\nMore: ag06 help ${found.name}`;
  const [group = ''] = words;
  return describeCommand([group]) === undefined
    ? 'All commands: ag06 --help'
    : `Its commands: ag06 help ${group}`;
}
