import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type TempDir, tempDir } from '@ag06/test-support';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { runCli } from './run-cli.ts';

let folder: TempDir;

beforeAll(async () => {
  folder = await tempDir('main-use');
  await mkdir(join(folder.path, 'my notes'));
  await writeFile(join(folder.path, 'my notes', 'a.md'), '# One\n\nSee [two](b.md) and [nothing](c.md).\n');
  await writeFile(join(folder.path, 'my notes', 'b.md'), '# Two\n\nwords words words\n');
});
afterAll(() => folder.remove());

const ag06 = (...args: string[]) => runCli(args, { cwd: folder.path });

it('the demo digests a folder on a fleet of its own, and leaves nothing running', async () => {
  const { code, out } = await ag06('demo', 'my notes');
  expect(out).toContain('run.completed');
  expect(out).toContain('2 pages');
  expect(code).toBe(0);
  const digest = JSON.parse(await readFile(join(folder.path, '.ag06/demo/my notes/digest.json'), 'utf8'));
  expect(JSON.stringify(digest)).toContain('c.md');
}, 60_000);

it('ag06 reports a wrong call in words and by its exit code', async () => {
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
    err: expect.stringContaining('Did you mean --status?'),
  });
  expect(await ag06('run', 'x', '--input', '{')).toMatchObject({
    code: 2,
    err: expect.stringContaining('--input takes JSON'),
  });
  expect(await ag06('run', 'x')).toMatchObject({
    code: 3,
    err: expect.stringContaining('No dispatcher answers'),
  });
  expect(await ag06('--help')).toMatchObject({ code: 0, out: expect.stringMatching(/^ {2}up +Starts/m) });
}, 60_000);

it('ag06 validates a definition without a fleet', async () => {
  await writeFile(join(folder.path, 'bad.yaml'), 'name: bad\nsteps:\n  a: { agent: x, needs: [b] }\n');
  const { code, out } = await ag06('workflows', 'validate', 'bad.yaml', '--json');
  expect(code).toBe(1);
  expect(JSON.parse(out)).toMatchObject({ valid: false, errors: [{ path: 'steps.a.needs[0]' }] });
}, 60_000);
