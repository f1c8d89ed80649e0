import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from '@jest/globals';

const root = join(import.meta.dirname, '../..');
const read = (path: string): { compilerOptions?: object } =>
  JSON.parse(readFileSync(join(root, path), 'utf8'));
/** One program has them all, with the options that most of them share. */
const GROUPS = ['packages', 'services', 'examples', 'deploy', 'test'];
/** `test/architecture` is part of the one program, and no workspace. */
const configs = GROUPS.flatMap((group) =>
  readdirSync(join(root, group), { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && entry.name !== 'architecture')
    .map(({ name }) => `${group}/${name}/tsconfig.json`),
).filter((path) => {
  try {
    return read(path) !== undefined;
  } catch {
    return false;
  }
});

/** Whether its tests are outside `src`, because they are compiled with other options. */
const hasTestsOfItsOwn = (path: string): boolean =>
  existsSync(join(root, dirname(path), 'test/tsconfig.json'));

test('`npm run typecheck` checks each workspace with compiler options of its own by itself', () => {
  const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const checked = [...scripts.typecheck.matchAll(/ -w (\S+)/g)].map(([, dir]) => dir);
  const own = configs
    .filter((path) => read(path).compilerOptions !== undefined || hasTestsOfItsOwn(path))
    .map(dirname);
  expect(configs.length).toBeGreaterThan(20);
  expect(checked.sort()).toEqual(own.sort());
});
