import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from '@jest/globals';
import { isTestPath, loadFiles, SOURCE_ENDING } from './repository.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url)).replace(/\/$/, '');
const page = readFileSync(`${ROOT}/docs/architecture.md`, 'utf8');
const [, section = ''] = /\n## How to add a step kind\n(.*?)\n## /s.exec(page) ?? [];
const bullets = section.split('\n').filter((line) => line.startsWith('- '));
const listed = bullets.flatMap((line) =>
  [...line.matchAll(/`([\w.-]+\/[^`]+|[A-Z]+\.md)`/g)].map(([, path = '']) => path),
);

/** The names of a kind that waits for a reason of its own: its types, its table, its builder, the reason. */
const NAMES_OF_WAIT = /\b(?:WaitStep\w*|WaitSpec|WAIT)\b|'timer'/;

describe('the files of a step kind in docs/architecture.md', () => {
  test('exist, for a kind such as wait', () => {
    expect(listed.length).toBeGreaterThan(8);
    const missing = listed.filter((path) => !existsSync(`${ROOT}/${path.replace('<kind>', 'wait')}`));
    expect(missing).toEqual([]);
  });

  test('are all that name a kind, but for the folders of other kinds', () => {
    const naming = [...loadFiles(ROOT)].flatMap(([path, text]) => {
      const isProduct =
        /^(?:packages|services)\//.test(path) && SOURCE_ENDING.test(path) && !isTestPath(path);
      return isProduct && NAMES_OF_WAIT.test(text) ? [path] : [];
    });
    const isKnown = (path: string) =>
      listed.includes(path) || /^packages\/engine\/src\/steps\/[\w-]+\//.test(path);
    expect(naming.filter((path) => !isKnown(path) && !path.endsWith('/api-types.ts'))).toEqual([]);
    expect(naming).toContain('packages/contracts/src/api/step-wait.ts');
  });
});
