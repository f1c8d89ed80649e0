import { execFile, execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findOnPath, type TempDir, tempDir } from '@ag06/test-support';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
/** What a clone has before anything is installed, as far as these commands look at it. */
const FILES = ['package.json', 'require-node.mjs', 'jest.config.mjs', 'jest.pkg.config.mjs', 'services/cli'];
const LINE =
  /^NODE_TOO_OLD: (This repository|ag06) needs Node 22\.19 or newer, and this is (\d+\.){2}\d+\. Install .*\.$/;
const [old] = findOldNodes();
const missing = old === undefined ? ' (skipped: no Node older than 22.19 is on the PATH)' : '';

/** Those of the system: npm puts the one of the optional package before them. */
function findOldNodes(): readonly string[] {
  const nodes = (process.env.PATH ?? '').split(delimiter).map((folder) => join(folder, 'node'));
  return nodes.filter((node) => {
    if (!existsSync(node)) return false;
    const [, major = '', minor = ''] = /^v(\d+)\.(\d+)/.exec(String(execFileSync(node, ['--version']))) ?? [];
    return Number(major) >= 20 && (Number(major) < 22 || (major === '22' && Number(minor) < 19));
  });
}

(old === undefined ? describe.skip : describe)(
  `without the optional packages, an older Node${missing}`,
  () => {
    let folder: TempDir;
    let path: string;
    beforeAll(async () => {
      folder = await tempDir('old-node');
      for (const file of FILES) cpSync(join(ROOT, file), join(folder.path, file), { recursive: true });
      path = join(folder.path, 'bin');
      mkdirSync(path);
      symlinkSync(old ?? '', join(path, 'node'));
      symlinkSync(findOnPath(['npm']) ?? '', join(path, 'npm'));
    });
    afterAll(() => folder.remove());

    const run = (command: string, args: readonly string[]) =>
      new Promise<{ code: unknown; out: string; err: string }>((resolve) => {
        const options = { cwd: folder.path, env: { PATH: `${path}${delimiter}/bin`, HOME: folder.path } };
        execFile(join(path, command), args, options, (error, out, err) =>
          resolve({ code: error?.code ?? 0, out, err: err.trim() }),
        );
      });

    it.each([
      ['npm start', 'npm', ['start', '--silent']],
      ['npm run demo', 'npm', ['run', '--silent', 'demo', '--', '.']],
      ['the bin', 'node', ['services/cli/bin/ag06.js', 'up']],
      ['npm test', 'npm', ['test', '--silent']],
      ['npm run jest', 'npm', ['run', '--silent', 'jest']],
      ['npm run build', 'npm', ['run', '--silent', 'build']],
      ['a bench', 'npm', ['run', '--silent', 'bench']],
      ['the settings of jest', 'node', ['jest.pkg.config.mjs']],
    ])('gets from %s one line with the version that is needed', async (_, command, args) => {
      const { code, out, err } = await run(command, args);
      expect(err).toMatch(LINE);
      expect({ code, out }).toEqual({ code: 1, out: '' });
    });
  },
);

it('every script of the repository that runs TypeScript first checks the version of Node', () => {
  const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
    scripts: Record<string, string>;
  };
  const direct = Object.entries(scripts).filter(([, text]) => /\.ts\b|jest\.js|turbo run build/.test(text));
  expect(direct.length).toBeGreaterThan(10);
  for (const [name, text] of direct)
    expect(`${name}: ${text}`).toMatch(/: (node require-node\.mjs && |node services\/cli\/bin\/ag06\.js )/);
});
