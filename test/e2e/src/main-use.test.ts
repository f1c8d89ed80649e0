import { spawn } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type TempDir, tempDir } from '@ag06/test-support';
import { afterAll, beforeAll, expect, it } from '@jest/globals';

const CLI = fileURLToPath(new URL('../../../services/cli/src/main.ts', import.meta.url));
let folder: TempDir;

beforeAll(async () => {
  folder = await tempDir('main-use');
  await mkdir(join(folder.path, 'my notes'));
  await writeFile(join(folder.path, 'my notes', 'a.md'), '# One\n\nSee [two](b.md) and [nothing](c.md).\n');
  await writeFile(join(folder.path, 'my notes', 'b.md'), '# Two\n\nwords words words\n');
});
afterAll(() => folder.remove());

interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

function ag06(...args: string[]): Promise<Ended> {
  const child = spawn(process.execPath, ['--conditions=@ag06/source', CLI, ...args], {
    cwd: folder.path,
    env: { PATH: process.env.PATH, AG06_URL: 'http://127.0.0.1:9' },
  });
  let [out, err] = ['', ''];
  child.stdout.on('data', (data) => {
    out += data;
  });
  child.stderr.on('data', (data) => {
    err += data;
  });
  return new Promise((resolve) => child.on('close', (code) => resolve({ code, out, err })));
}

it('digests a folder on a fleet of its own, and leaves nothing running', async () => {
  const { code, out } = await ag06('demo', 'my notes');
  expect(out).toContain('run.completed');
  expect(out).toContain('2 pages');
  expect(code).toBe(0);
  const digest = JSON.parse(await readFile(join(folder.path, '.ag06/demo/my notes/digest.json'), 'utf8'));
  expect(JSON.stringify(digest)).toContain('c.md');
}, 60_000);

it('says what is wrong with a call, by words and by its exit code', async () => {
  expect(await ag06('demo', 'nowhere')).toMatchObject({
    code: 2,
    err: expect.stringContaining('There is no folder'),
  });
  expect(await ag06('rnu', 'x')).toMatchObject({
    code: 2,
    err: expect.stringContaining('Did you mean run?'),
  });
  expect(await ag06('runs', 'list', '--stats', 'x')).toMatchObject({
    code: 2,
    err: expect.stringContaining('Did you mean status?'),
  });
  expect(await ag06('run', 'x', '--input', '{')).toMatchObject({
    code: 2,
    err: expect.stringContaining('--input takes JSON'),
  });
  expect(await ag06('run', 'x')).toMatchObject({
    code: 3,
    err: expect.stringContaining('No dispatcher answers'),
  });
  expect(await ag06('--help')).toMatchObject({ code: 0, out: expect.stringContaining('ag06 up') });
}, 30_000);

it('validates a definition without a fleet', async () => {
  await writeFile(join(folder.path, 'bad.yaml'), 'name: bad\nsteps:\n  a: { agent: x, needs: [b] }\n');
  const { code, out } = await ag06('workflows', 'validate', 'bad.yaml', '--json');
  expect(code).toBe(1);
  expect(JSON.parse(out)).toMatchObject({ valid: false, errors: [{ path: 'steps.a.needs[0]' }] });
}, 15_000);
