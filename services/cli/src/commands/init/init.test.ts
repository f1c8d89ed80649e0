import { spawnSync } from 'node:child_process';
import { mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type TempDir, tempDir } from '@ag06/test-support';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import type { Output } from '../../output.ts';
import { init } from './init.ts';

const ROOT = fileURLToPath(new URL('../../../../../', import.meta.url));
const CONDITION = '--conditions=@ag06/source';
const FILES = [
  '.gitignore',
  'README.md',
  'compose.yaml',
  'package.json',
  'src/agents.ts',
  'src/call.ts',
  'src/longest-word.test.ts',
  'src/longest-word.ts',
  'tsconfig.json',
];

let temp: TempDir;
let folder: string;
beforeEach(async () => {
  temp = await tempDir('init');
  folder = join(temp.path, 'My Fleet');
});
afterEach(() => temp.remove());

async function play(
  ...args: readonly string[]
): Promise<{ readonly lines: readonly string[]; readonly json: unknown }> {
  const lines: string[] = [];
  let json: unknown;
  const output: Output = {
    isJson: false,
    isStyled: false,
    tables: {},
    text: (line) => void lines.push(line),
    json: (value) => {
      json = value;
    },
    table: () => {},
    note: () => {},
  };
  expect(await init(args, output)).toBe(0);
  return { lines, json };
}

async function filesOf(path: string): Promise<readonly string[]> {
  const entries = await readdir(path, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  return files.map((entry) => join(entry.parentPath, entry.name).slice(path.length + 1)).sort();
}

const readText = (path: string) => readFile(join(folder, path), 'utf8');
const readManifest = async () =>
  JSON.parse(await readText('package.json')) as Record<string, Record<string, string>>;

/** Runs a program in the project, on the packages of this repository. */
function run(args: readonly string[]) {
  const env = { ...process.env, NODE_OPTIONS: CONDITION };
  const { status, stdout, stderr } = spawnSync(process.execPath, args, {
    cwd: folder,
    env,
    encoding: 'utf8',
  });
  return { status, text: `${stdout}${stderr}` };
}

describe('ag06 init', () => {
  test('writes a project that passes its own tests, and names the next three commands', async () => {
    const { lines, json } = await play(folder);
    expect(await filesOf(folder)).toEqual(FILES);
    expect(json).toMatchObject({ folder, files: expect.arrayContaining(FILES) });
    expect(lines).toHaveLength(4);
    expect(lines.join('\n')).toMatch(/npm install && npm test\n.*npx ag06 up\n.*npm run call/);
    expect(await readManifest()).toMatchObject({
      name: 'my-fleet',
      scripts: { test: expect.stringMatching(/^node --test /) },
    });
    await symlink(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
    const tests = run(['--test']);
    expect(tests.text).toMatch(/pass 3\b/);
    expect(tests).toMatchObject({ status: 0 });
  });

  test('has ag06 up serve what the package.json names', async () => {
    await play(folder);
    await writeFile(join(folder, 'src/agents.ts'), "throw new Error('no licence');\n");
    const { status, text } = run([join(ROOT, 'services/cli/bin/ag06.js'), 'up']);
    expect(text).toContain('src/agents.ts of AG06_AGENTS does not load: no licence');
    expect(status).not.toBe(0);
  });

  test('overwrites nothing, and names every file that is in the way', async () => {
    await mkdir(folder);
    await writeFile(join(folder, 'README.md'), 'mine');
    await writeFile(join(folder, 'src'), 'mine too');
    const refused = play(folder);
    await expect(refused).rejects.toThrow(/nothing is overwritten:\n {2}README\.md\n {2}src\n/);
    expect(await filesOf(folder)).toEqual(['README.md', 'src']);
    expect(await readText('README.md')).toBe('mine');
  });

  test('leaves other files of the folder alone', async () => {
    await mkdir(folder);
    await writeFile(join(folder, 'LICENSE'), 'mine');
    await play(folder);
    expect(await filesOf(folder)).toEqual(['LICENSE', ...FILES].sort());
  });

  test.each([
    ['embedded', undefined, 'redis://redis:6379'],
    ['redis', 'redis://127.0.0.1:6379', 'redis://redis:6379'],
    ['postgres', 'postgres://ag06:ag06@127.0.0.1:5432/ag06', 'postgres://ag06:ag06@postgres:5432/ag06'],
  ])('--broker %s names the server in package.json, README and compose file', async (broker, url, inside) => {
    const { lines } = await play(folder, '--broker', broker);
    expect((await readManifest()).ag06?.brokerUrl).toBe(url);
    const compose = parse(await readText('compose.yaml'));
    expect(compose.services.fleet.environment.AG06_BROKER_URL).toBe(inside);
    expect(Object.keys(compose.services)).toEqual([new URL(inside).hostname, 'fleet']);
    const isStarted = url !== undefined;
    expect(lines.join('\n').includes(`docker compose up ${broker}`)).toBe(isStarted);
    expect((await readText('README.md')).includes(`docker compose up ${broker}`)).toBe(isStarted);
  });

  test('--packages takes AG06 from tarballs, also what nobody names', async () => {
    const names = ['ag06', 'ag06-agent-kit', 'ag06-client', 'ag06-test-fleet', 'ag06-backend'];
    for (const name of names) await writeFile(join(temp.path, `${name}-0.1.0.tgz`), '');
    await play(folder, '--packages', temp.path);
    const { dependencies, overrides } = await readManifest();
    expect(dependencies?.ag06).toBe(`file:${temp.path}/ag06-0.1.0.tgz`);
    expect(overrides).toEqual({ '@ag06/backend': `file:${temp.path}/ag06-backend-0.1.0.tgz` });
  });

  test.each([
    [['--broker', 'kafka'], '--broker takes embedded, redis, postgres; got "kafka".'],
    [['--packages', '/nowhere'], '/nowhere cannot be read'],
    [['--force'], 'Unknown flag "--force"'],
    [['two'], 'Too many words'],
  ])('refuses %j, and writes nothing', async (args, reason) => {
    await expect(play(folder, ...args)).rejects.toThrow(reason);
    expect(await filesOf(temp.path)).toEqual([]);
  });

  test('gives a project the versions that this repository has itself', async () => {
    await play(folder);
    const { dependencies, devDependencies } = await readManifest();
    const root = JSON.parse(await readFile(join(ROOT, 'package.json'), 'utf8'));
    const kit = JSON.parse(await readFile(join(ROOT, 'packages/agent-kit/package.json'), 'utf8'));
    expect(dependencies).toMatchObject({ zod: kit.devDependencies.zod, ag06: kit.version });
    expect(devDependencies).toMatchObject({
      typescript: root.devDependencies.typescript,
      '@types/node': root.devDependencies['@types/node'],
    });
  });
});
