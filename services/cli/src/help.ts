import { findCommand } from './find-command.ts';
import type { Help } from './help-entry.ts';
import { HELP, SECTIONS } from './help-table.ts';

const FOOT = `AG06_BROKER_URL   redis://HOST, postgres://USER@HOST/DATABASE, or embedded:[FOLDER] (the default, in .ag06)
AG06_URL          where dispatchers are (http://127.0.0.1:4606), several with commas
--json            anywhere: JSON, one document (one a line while following)
NO_COLOR=1        no colours; FORCE_COLOR=1: colours also into a pipe

Exit: 0 done, 1 the run did not complete or was refused, 2 wrong call or settings, 3 nobody answers.`;

/** Returns all commands, one line each. */
export function describeCommands(): string {
  const lines = SECTIONS.flatMap(([title, rows]) => [
    `${title}:`,
    ...rows.map(([name, { about }]) => `  ${name.padEnd(24)}${shorten(about)}`),
    '',
  ]);
  return [
    'ag06: a fleet of agent workers',
    '',
    ...lines,
    'ag06 help COMMAND shows the help of one command, with examples; ag06 help CODE what a code means.',
    '',
    FOOT,
    '',
  ].join('\n');
}

const shorten = (about: string): string => {
  const [first = about] = about.split(/(?<=[.:;]) /);
  return first.replace(/[.:;]$/, '');
};

/** Returns the help of one command, or of a group such as `runs`; undefined if there is no such command. */
export function describeCommand(words: readonly string[]): string | undefined {
  const [command = '', verb = ''] = words;
  const exact = HELP.get(`${command} ${verb}`);
  const group = [...HELP].filter(([name]) => name === command || name.startsWith(`${command} `));
  const helps = exact === undefined ? group.map(([, help]) => help) : [exact];
  return helps.length === 0 ? undefined : helps.map(describe).join('\n\n').concat('\n');
}

function describe({ usage, about, flags = [], examples }: Help): string {
  const width = Math.max(0, ...flags.map(([flag]) => flag.length)) + 2;
  return [
    `ag06 ${usage}`,
    '',
    `  ${about}`,
    ...(flags.length > 0 ? ['', ...flags.map(([flag, text]) => `  ${flag.padEnd(width)}${text}`)] : []),
    '',
    ...examples.map((example) => `  $ ${example}`),
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
