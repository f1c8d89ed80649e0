import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';

const FIXTURES = fileURLToPath(new URL('../../test/', import.meta.url));
const COMPILER = fileURLToPath(new URL('../../../../node_modules/typescript/bin/tsc', import.meta.url));

/** What the compiler finds in the fixtures: `file:line`. */
function compileFixtures(): Promise<readonly string[]> {
  return new Promise((resolve) => {
    execFile(process.execPath, [COMPILER, '-p', FIXTURES, '--pretty', 'false'], (_, stdout) => {
      resolve(
        [...stdout.matchAll(/^(?:.*\/)?([\w-]+\.ts)\((\d+),/gm)].map(([, file, line]) => `${file}:${line}`),
      );
    });
  });
}

test('the compiler refuses what contradicts the schemas, line by line, and nothing else', async () => {
  const text = await readFile(`${FIXTURES}wrong-workflows.ts`, 'utf8');
  const marked = text
    .split('\n')
    .flatMap((line, i) => (line.endsWith('// wrong') ? `wrong-workflows.ts:${i + 1}` : []));
  expect(marked).toHaveLength(45);
  expect(new Set(await compileFixtures())).toEqual(new Set(marked));
}, 60_000);
