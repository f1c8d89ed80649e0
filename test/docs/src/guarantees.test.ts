import { existsSync, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8');

const commands = [
  ...new Set([...read('docs/guarantees.md').matchAll(/`npm run ([^`]+)`/g)].map(([, text = '']) => text)),
];
const scripts: readonly string[] = Object.keys(JSON.parse(read('package.json')).scripts);

describe('the commands that prove the guarantees', () => {
  it('are there', () => {
    expect(commands.length).toBeGreaterThan(20);
  });

  it.each(commands)('npm run %s is a command, and what it names exists', (command) => {
    const [script = '', ...words] = command.replace(' -- ', ' ').split(' ');
    expect(scripts).toContain(script);
    if (!['jest', 'test:faults', 'compliance'].includes(script)) return;
    for (const word of words)
      expect([word, findTests(script, word)]).toEqual([word, expect.arrayContaining([expect.any(String)])]);
  });
});

/** As jest finds them: whatever has the word in its path. */
function findTests(script: string, word: string): readonly string[] {
  if (script === 'compliance')
    return globSync('**/*.case.ts', { cwd: join(ROOT, 'test/compliance/src') }).filter((path) =>
      path.startsWith(word),
    );
  const found = existsSync(join(ROOT, word))
    ? globSync('**/*.test.ts', { cwd: join(ROOT, word), exclude: (path) => path === 'node_modules' })
    : [];
  return [...found, ...globSync(`${word}*.test.ts`, { cwd: ROOT })];
}
