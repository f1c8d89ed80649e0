import { execFile } from 'node:child_process';
import { cpSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type TempDir, tempDir } from '@ag06/test-support';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';

const PACKAGES = {
  ag06: { file: 'ag06-1.0.0.tgz', peers: {} },
  '@ag06/agent-kit': { file: 'ag06-agent-kit-1.0.0.tgz', peers: { zod: '^4.0.0' } },
  '@ag06/client': { file: 'ag06-client-1.0.0.tgz', peers: {} },
  '@ag06/engine': { file: 'ag06-engine-1.0.0.tgz', peers: {} },
};

let folder: TempDir;
beforeEach(async () => {
  folder = await tempDir('use-tarballs');
  cpSync(fileURLToPath(new URL('./use-tarballs.mjs', import.meta.url)), join(folder.path, 'use.mjs'));
  await writeFile(join(folder.path, 'tarballs.json'), JSON.stringify({ packages: PACKAGES }));
});
afterEach(() => folder.remove());

const use = (...args: readonly string[]) =>
  new Promise<{ code: unknown; out: string; err: string }>((resolve) => {
    execFile(process.execPath, ['use.mjs', ...args], { cwd: folder.path }, (error, out, err) =>
      resolve({ code: error?.code ?? 0, out, err }),
    );
  });
const read = async (name: string): Promise<unknown> =>
  JSON.parse(await readFile(join(folder.path, name), 'utf8'));
const from = (name: keyof typeof PACKAGES) => ({ [name]: `file:${folder.path}/${PACKAGES[name].file}` });
const all = () =>
  Object.assign({}, ...(['ag06', '@ag06/agent-kit', '@ag06/client', '@ag06/engine'] as const).map(from));

describe('use.mjs, beside the tarballs,', () => {
  test('makes a package.json that names the usual packages, what they ask for, and where all of them come from', async () => {
    expect(await use('npm')).toEqual({ code: 0, out: expect.stringContaining('npm install'), err: '' });
    expect(await read('package.json')).toEqual({
      private: true,
      type: 'module',
      dependencies: { zod: '^4.0.0', ...from('ag06'), ...from('@ag06/agent-kit'), ...from('@ag06/client') },
      overrides: all(),
    });
  });

  test('keeps what a package.json has, a newer zod too, and adds the packages that are asked for', async () => {
    const mine = {
      name: 'mine',
      dependencies: { zod: '4.9.0', pino: '1.0.0' },
      resolutions: { pino: '2.0.0' },
    };
    await writeFile(join(folder.path, 'package.json'), JSON.stringify(mine));
    expect(await use('yarn', '@ag06/agent-kit')).toMatchObject({ code: 0, err: '' });
    expect(await read('package.json')).toEqual({
      name: 'mine',
      dependencies: { zod: '4.9.0', pino: '1.0.0', ...from('@ag06/agent-kit') },
      resolutions: { pino: '2.0.0', ...all() },
    });
  });

  test('tells pnpm in its own file, and leaves one alone that is there', async () => {
    expect(await use('pnpm')).toMatchObject({ code: 0, err: '' });
    expect(await use('pnpm')).toMatchObject({ code: 0, err: '' });
    const settings = await readFile(join(folder.path, 'pnpm-workspace.yaml'), 'utf8');
    expect(JSON.parse(settings.replace(/^#.*\n/, ''))).toMatchObject({ overrides: all() });
    await writeFile(join(folder.path, 'pnpm-workspace.yaml'), 'packages: []\n');
    const refused = await use('pnpm');
    expect(refused).toMatchObject({
      code: 2,
      out: '',
      err: expect.stringMatching(/^FILE_EXISTS: .*"overrides"/s),
    });
    expect(await readFile(join(folder.path, 'pnpm-workspace.yaml'), 'utf8')).toBe('packages: []\n');
  });

  test.each([
    ['MANAGER_UNKNOWN: expected npm, pnpm or yarn, got ""', []],
    ['MANAGER_UNKNOWN: expected npm, pnpm or yarn, got "toString"', ['toString']],
    ['PACKAGE_UNKNOWN: there is no tarball of zod. Expected: ag06, @ag06/agent-kit', ['npm', 'zod']],
  ])('writes nothing and says: %s', async (line, args) => {
    expect(await use(...args)).toEqual({ code: 2, out: '', err: expect.stringContaining(line) });
    await expect(read('package.json')).rejects.toThrow('ENOENT');
  });
});
