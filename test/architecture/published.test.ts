import { expect, test } from '@jest/globals';
import { checkPublished } from './published.ts';
import { toRepository } from './repository.ts';

/** What is found of a new package that `ag06` needs, or not. */
function offencesOf(name: string, neededBy: Readonly<Record<string, string>> = {}): readonly string[] {
  const manifests = {
    'package.json': {},
    'packages/new/package.json': { name },
    'packages/between/package.json': { name: '@ag06/between', dependencies: neededBy },
    'services/cli/package.json': { name: 'ag06', dependencies: { '@ag06/between': '1' } },
  };
  const files = Object.entries(manifests).map(
    ([path, manifest]) => [path, JSON.stringify(manifest)] as const,
  );
  return checkPublished(toRepository(new Map(files)));
}

test('finds a package that nobody is told to install, and that nothing needs which people install', () => {
  expect(offencesOf('@ag06/new')).toEqual([
    expect.stringMatching(/^packages\/new\/package\.json: .*deploy\/npm\/src\/find-published\.ts/),
  ]);
  expect(offencesOf('@ag06/new', { '@ag06/new': '1' })).toEqual([]);
  expect(offencesOf('@ag06/client')).toEqual([]);
});
