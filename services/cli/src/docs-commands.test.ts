import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from '@jest/globals';
import { describeCommand } from './help.ts';
import { COMMANDS } from './help-table.ts';
import { blockLines, inlineLines } from './testing/page-lines.ts';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
/** Decisions tell of their day, and are not changed. */
const pages = [
  'README.md',
  ...readdirSync(join(ROOT, 'docs'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md') && !name.startsWith('decisions'))
    .map((name) => join('docs', name)),
].sort();

it.each(pages)('%s names commands and options that exist', (name) => {
  const page = readFileSync(join(ROOT, name), 'utf8').replace(/\bnpx ag06 /g, 'ag06 ');
  const faults = [...blockLines(page), ...inlineLines(page)].flatMap(({ text, words }) => {
    const command = words.filter((word) => !word.startsWith('-'));
    if (command.length === 0) return [];
    if (!COMMANDS.includes(command[0] ?? '')) return [text];
    const help = describeCommand(words);
    if (help === undefined) return [text];
    return words
      .filter((word) => /^--?[a-z]/.test(word) && word !== '--json' && !help.includes(word))
      .map((word) => `${text}: ${word}`);
  });
  expect(faults).toEqual([]);
});
