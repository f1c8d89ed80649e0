import { globSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from '@jest/globals';
import { findCommand } from './find-command.ts';
import { describeCommand } from './help.ts';
import { COMMANDS } from './help-table.ts';
import { knownFlags } from './known-flags.ts';
import { blockLines, inlineLines } from './testing/page-lines.ts';
import { toAg06Words } from './testing/split-words.ts';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
/** Decisions tell of their day, and are not changed. */
const pages = [
  'README.md',
  ...readdirSync(join(ROOT, 'docs'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md') && !name.startsWith('decisions'))
    .map((name) => join('docs', name)),
  ...globSync('{deploy,deploy/npm,{packages,services,examples,test}/*}/README.md', { cwd: ROOT }),
].sort();
/** How the command is called in the repository, and where it is installed. */
const CALLS = /(?:\b[A-Z][A-Z0-9_]*=\S+ )*\b(?:npx ag06|npm run (?:-s )?ag06 --) /g;

it.each(pages)('%s names commands and options that exist', (name) => {
  const page = readFileSync(join(ROOT, name), 'utf8').replace(CALLS, 'ag06 ');
  const faults = [...blockLines(page), ...inlineLines(page)].flatMap(({ text, words }) => {
    const command = words.filter((word) => !word.startsWith('-'));
    if (command.length === 0) return [];
    if (command[0] === 'help') return [];
    if (!COMMANDS.includes(command[0] ?? '')) return [text];
    const help = describeCommand(words);
    if (help === undefined) return [text];
    return words
      .filter((word) => /^--?[a-z]/.test(word) && word !== '--json' && !help.includes(word))
      .map((word) => `${text}: ${word}`);
  });
  expect(faults).toEqual([]);
});

/** Commands that the dashboard has people copy: `command` of an empty state, `text` of a command. */
function commandsOfDashboard(): readonly string[] {
  const folder = join(ROOT, 'services/dashboard/src');
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('.tsx'),
  );
  return files.flatMap((name) => {
    const text = readFileSync(join(folder, name), 'utf8');
    const found = [...text.matchAll(/ (?:command|text)=(?:"([^"]+)"|\{`([^`]+)`\})/g)];
    return found
      .map(([, plain, template]) => plain ?? template ?? '')
      .filter((line) => line.includes('ag06'));
  });
}

it.each(commandsOfDashboard())('the dashboard has people copy a command that exists: %s', (line) => {
  expect(line).toMatch(/^([A-Z0-9_]+=\S+ )*npx ag06 /);
  const found = findCommand(toAg06Words(line.replace('npx ', '')));
  if (found === undefined) throw new Error(`There is no command like ${line}.`);
  const known = knownFlags(found.help).map(({ name }) => `--${name}`);
  const flags = found.rest.filter((word) => word.startsWith('--'));
  expect(flags.filter((flag) => !known.includes(flag))).toEqual([]);
});

it('the dashboard has people copy commands', () => {
  expect(commandsOfDashboard().length).toBeGreaterThan(8);
});
