import { spawnSync } from 'node:child_process';
import { mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type TempDir, tempDir } from '@ag06/test-support';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { createProject, type ProjectOptions } from './create-project.ts';
import { main } from './main.ts';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
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
  temp = await tempDir('create');
  folder = join(temp.path, 'My Fleet');
});
afterEach(() => temp.remove());

const create = (options: ProjectOptions = {}) => createProject({ folder, ...options });

async function filesOf(path: string): Promise<readonly string[]> {
  const entries = await readdir(path, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  return files.map((entry) => join(entry.parentPath, entry.name).slice(path.length + 1)).sort();
}

const readText = (path: string) => readFile(join(folder, path), 'utf8');
const readManifest = async () =>
  JSON.parse(await readText('package.json')) as Record<string, Record<string, string>>;

/** Runs a program in the project, on the packages of this repository. */
function run(args: readonly string[], more: Readonly<Record<string, string>> = {}) {
  const env = { ...process.env, NODE_OPTIONS: CONDITION, ...more };
  const { status, stdout, stderr } = spawnSync(process.execPath, args, {
    cwd: folder,
    env,
    encoding: 'utf8',
  });
  return { status, text: `${stdout}${stderr}` };
}

describe('createProject', () => {
  test('writes a project that passes its own tests, and names the next three commands', async () => {
    const written = await create();
    expect(await filesOf(folder)).toEqual(FILES);
    expect(written).toMatchObject({ folder, files: expect.arrayContaining(FILES) });
    expect(written.next.join('\n')).toMatch(/npm install && npm test\n.*npx ag06 up\n.*npm run call/);
    expect(await readManifest()).toMatchObject({
      name: 'my-fleet',
      scripts: { test: expect.stringMatching(/^node --test /) },
      allowScripts: { 'msgpackr-extract': false, protobufjs: false },
    });
    await symlink(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
    const tests = run(['--test']);
    expect(tests.text).toMatch(/pass 3\b/);
    expect(tests).toMatchObject({ status: 0 });
    const call = run(['src/call.ts'], { AG06_URL: 'http://127.0.0.1:1' });
    expect(call).toEqual({
      status: 1,
      text: 'No dispatcher answers at http://127.0.0.1:1. Start one (ag06 up), or set AG06_URL.\n',
    });
    expect(await readText('README.md')).toContain('AG06_URL=');
  });

  test('overwrites nothing, and names every file that is in the way', async () => {
    await mkdir(folder);
    await writeFile(join(folder, 'README.md'), 'mine');
    await writeFile(join(folder, 'src'), 'mine too');
    const refused = create();
    await expect(refused).rejects.toThrow(/nothing is overwritten:\n {2}README\.md\n {2}src\n/);
    expect(await filesOf(folder)).toEqual(['README.md', 'src']);
    expect(await readText('README.md')).toBe('mine');
  });

  test.each(['', '/below'])('refuses a folder that is a file, or below one%s', async (below) => {
    await writeFile(folder, 'mine');
    const refused = createProject({ folder: `${folder}${below}` });
    await expect(refused).rejects.toMatchObject({ name: 'ProjectError', code: 'FOLDER_UNWRITABLE' });
    expect(await readFile(folder, 'utf8')).toBe('mine');
  });

  test('leaves other files of the folder alone', async () => {
    await mkdir(folder);
    await writeFile(join(folder, 'LICENSE'), 'mine');
    await create();
    expect(await filesOf(folder)).toEqual(['LICENSE', ...FILES].sort());
  });

  test.each([
    ['embedded', undefined, 'redis://redis:6379'],
    ['redis', 'redis://127.0.0.1:6379', 'redis://redis:6379'],
    ['postgres', 'postgres://ag06:ag06@127.0.0.1:5432/ag06', 'postgres://ag06:ag06@postgres:5432/ag06'],
  ])(
    'the broker %s names its server in package.json, README and compose file',
    async (broker, url, inside) => {
      const { next } = await create({ broker });
      expect((await readManifest()).ag06?.brokerUrl).toBe(url);
      const compose = parse(await readText('compose.yaml'));
      expect(compose.services.fleet.environment.AG06_BROKER_URL).toBe(inside);
      expect(Object.keys(compose.services)).toEqual([new URL(inside).hostname, 'fleet']);
      const isStarted = url !== undefined;
      expect(next.join('\n').includes(`docker compose up ${broker}`)).toBe(isStarted);
      expect((await readText('README.md')).includes(`docker compose up ${broker}`)).toBe(isStarted);
    },
  );

  test('takes AG06 from tarballs, also what nobody names', async () => {
    const named = ['ag06', 'ag06-agent-kit', 'ag06-client', 'ag06-test-fleet'];
    // What is not needed yet can be added later, which npm refuses of what is overridden.
    const names = [...named, 'ag06-backend', 'create-ag06', 'ag06-fetch', 'ag06-nestjs', 'ag06-worker'];
    for (const name of names) await writeFile(join(temp.path, `${name}-0.1.0.tgz`), '');
    await create({ packages: temp.path });
    const { dependencies, overrides } = await readManifest();
    expect(dependencies?.ag06).toBe(`file:${temp.path}/ag06-0.1.0.tgz`);
    expect(overrides).toEqual({
      '@ag06/backend': `file:${temp.path}/ag06-backend-0.1.0.tgz`,
      'create-ag06': `file:${temp.path}/create-ag06-0.1.0.tgz`,
    });
  });

  test('has all that ag06 needs of this repository in its tarballs', async () => {
    const { dependencies: needed } = JSON.parse(
      await readFile(join(ROOT, 'services/cli/package.json'), 'utf8'),
    );
    const ours = Object.entries(needed).filter(([, version]) => version === '0.1.0');
    const files = [...ours.map(([name]) => name), 'ag06', '@ag06/test-fleet'].map((name) =>
      name.replace('@ag06/', 'ag06-'),
    );
    for (const file of files) await writeFile(join(temp.path, `${file}-0.1.0.tgz`), '');
    await create({ packages: temp.path });
    const { dependencies, overrides } = await readManifest();
    const given = [...Object.keys(dependencies ?? {}), ...Object.keys(overrides ?? {})];
    expect(given).toEqual(expect.arrayContaining(ours.map(([name]) => name)));
  });

  test.each([
    [{ broker: 'kafka' }, 'BROKER_UNKNOWN', '--broker takes embedded, redis, postgres; got "kafka".'],
    [{ packages: '/nowhere' }, 'PACKAGES_UNREADABLE', '/nowhere cannot be read'],
  ])('refuses %j, and writes nothing', async (options, code, reason) => {
    await expect(create(options)).rejects.toMatchObject({ code, message: expect.stringContaining(reason) });
    expect(await filesOf(temp.path)).toEqual([]);
  });

  test('gives a project the versions that this repository has itself', async () => {
    await create();
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

describe('npm create ag06', () => {
  const play = async (...args: readonly string[]) => {
    const [out, err]: [string[], string[]] = [[], []];
    const code = await main(
      args,
      (line) => out.push(line),
      (line) => err.push(line),
    );
    return { code, out: out.join('\n'), err: err.join('\n') };
  };

  test('writes a project, and names the next three commands', async () => {
    const { code, out, err } = await play(folder, '--broker', 'redis');
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toMatch(
      /^Wrote 9 files to .*My Fleet\. Next:\n.*npm install.*\n.*npx ag06 up\n.*npm run call/,
    );
    expect((await readManifest()).ag06?.brokerUrl).toBe('redis://127.0.0.1:6379');
  });

  test.each([
    ['20.20.2', /needs Node 22\.19 or newer to run, and this is 20\.20\.2\. .*\(NODE_TOO_OLD\)$/],
    ['22.18.0', /this is 22\.18\.0/],
    ['22.19.0', /^$/],
    ['24.0.0', /^$/],
  ])('on Node %s says whether the project can run there', async (node, note) => {
    const err: string[] = [];
    const complain = (line: string) => void err.push(line);
    expect(await main([folder], () => {}, complain, node)).toBe(0);
    expect(err.join('\n')).toMatch(note);
    expect(await filesOf(folder)).toEqual(FILES);
  });

  test.each([
    [['--force'], /--force.*\n\nnpm create ag06@latest .*\(CALL_INVALID\)/s],
    [['one', 'two'], /One folder is enough; got one, two\..*\(CALL_INVALID\)/s],
    [['--broker', 'kafka'], /got "kafka"\. \(BROKER_UNKNOWN\)/],
  ])('refuses %j with 2, and says what it takes', async (args, reason) => {
    expect(await play(...args)).toEqual({ code: 2, out: '', err: expect.stringMatching(reason) });
  });

  test('--help says what it takes', async () => {
    expect(await play('--help')).toMatchObject({
      code: 0,
      out: expect.stringContaining('npm create ag06@latest'),
    });
  });
});
