import type { Help } from './help-entry.ts';
import { HELP } from './help-table.ts';

const HEAD = `# The commands of ag06

Written by \`npm run docs:cli\` from the table that \`ag06 --help\`, completion and the checks of flags read.

- Every command has \`--json\` (one document; one a line while it follows) and \`--help\`.
- \`ag06 help CODE\` says what a code of an answer, a run or a start means, and what to do ([all codes](reference/errors.md)).
- \`AG06_URL\` says where dispatchers are (http://127.0.0.1:4606), several with commas. \`AG06_BROKER_URL\` is for those that start services.
- Completion asks a dispatcher for names, and takes none after 200 ms, or \`AG06_COMPLETION_TIMEOUT_MS\`.
- Exit codes: 0 done, 1 the run did not complete or was refused, 2 wrong call or settings, 3 nobody answers.
- Colours: in a terminal, unless \`NO_COLOR\` is set or \`TERM=dumb\`; \`FORCE_COLOR=1\` has them also in a pipe.
- Tables fit the terminal: long cells are cut, and where it is too narrow each row becomes a few lines. A pipe gets all of it.
- A group without a verb is its list: \`ag06 runs\` is \`ag06 runs list\`.
`;

/** Returns docs/cli.md: every command by its group, with its flags and examples. */
export function renderCliPage(): string {
  const groups = Map.groupBy(HELP, ([name]) => name.split(' ')[0] ?? name);
  const contents = [...groups.keys()].map((group) => `[${group}](#${group})`).join(' · ');
  const sections = [...groups].map(([group, commands]) =>
    [`## ${group}`, ...commands.map(([, help]) => renderCommand(help))].join('\n\n'),
  );
  return `${[HEAD, contents, '', sections.join('\n\n')].join('\n')}\n`;
}

function renderCommand({ usage, about, flags = [], examples }: Help): string {
  const rows = flags.map(([flag, text]) => `| \`${toCell(flag)}\` | ${toCell(text)} |`);
  return [
    `### \`ag06 ${usage}\``,
    about,
    ...(rows.length > 0 ? [['| flag | |', '| --- | --- |', ...rows].join('\n')] : []),
    ['```sh', ...examples, '```'].join('\n'),
  ].join('\n\n');
}

const toCell = (text: string): string => text.replaceAll('|', '\\|');
