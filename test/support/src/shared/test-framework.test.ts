import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from '@jest/globals';
import { startChild } from '../child-process.ts';
import { tempDir } from '../temp-dir.ts';

const ROOT = fileURLToPath(new URL('../../../../', import.meta.url));
const FIXTURES = fileURLToPath(new URL('./fixtures/', import.meta.url));
const FLAGS = ['--disable-warning=ExperimentalWarning', '--experimental-vm-modules'];

interface Report {
  readonly testResults: readonly {
    readonly name: string;
    readonly status: string;
    readonly message: string;
    readonly assertionResults: readonly { readonly title: string; readonly status: string }[];
  }[];
}

it('files of a process share modules and take nothing else from each other, and a failure is told of its file', async () => {
  await using folder = await tempDir('shared');
  const file = join(folder.path, 'report.json');
  const config = [
    '--rootDir',
    ROOT,
    '--roots',
    FIXTURES,
    '--testMatch',
    '**/*.shared.ts',
    '--reporters',
    'default',
  ];
  const args = [...config, '--runInBand', '--json', '--outputFile', file, '--no-cache'];
  const jest = join(ROOT, 'node_modules/jest/bin/jest.js');
  const argv = [...FLAGS, '--conditions=@ag06/source', jest, '-c', join(ROOT, 'jest.config.mjs'), ...args];
  await using child = await startChild(process.execPath, argv, { cwd: ROOT });
  expect(await child.exited).toMatchObject({ code: 1 });
  const { testResults }: Report = JSON.parse(await readFile(file, 'utf8'));
  const told = testResults.flatMap(({ name, assertionResults }) =>
    assertionResults.map(({ title, status }) => [name.slice(FIXTURES.length), title, status]),
  );
  const [one, other] = ['one.shared.ts', 'other.shared.ts'].map((name) =>
    told.find(([from, title]) => from === name && title?.startsWith('importer')),
  );
  expect([one?.[1], other?.[1]].sort()).toEqual(['importer 1', 'importer 2']);
  expect(told).toEqual(
    expect.arrayContaining([
      ['one.shared.ts', one?.[1], 'passed'],
      ['other.shared.ts', other?.[1], 'passed'],
      ['one.shared.ts', 'fails where 1 is 2', 'passed'],
      ['one.shared.ts', 'fails where 2 is 2', 'failed'],
      ['other.shared.ts', 'cannot fake the clock', 'failed'],
      ['other.shared.ts', 'cannot replace modules', 'failed'],
      ['isolated.shared.ts', 'importer 1', 'passed'],
    ]),
  );
  expect(told).toHaveLength(7);
  const broken = testResults.find(({ name }) => name.endsWith('broken.shared.ts'));
  expect(broken).toMatchObject({
    status: 'failed',
    message: expect.stringContaining('It cannot be imported.'),
  });
});
