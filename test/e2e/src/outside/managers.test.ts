import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { PUBLIC_PACKAGES, packPackages } from '@ag06/npm-packages';
import { findFreePort, type TempDir, tempDir } from '@ag06/test-support';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { installTools } from '../npm-tools.ts';
import { NODES } from '../outside-folder.ts';
import { findTools } from './find-tools.ts';
import { ManagedFolder } from './managed-folder.ts';
import { MANAGERS, type Manager } from './managers.ts';
import { AGENTS, CALLERS, TYPED_CJS, TYPED_ESM } from './programs.ts';

const MINUTES = 60_000;
const COMPILER = fileURLToPath(new URL('../../../../node_modules/typescript', import.meta.url));
const MANIFEST = { private: true, type: 'module', devDependencies: { '@types/node': '24.10.1' } };
const FILES = { 'package.json': JSON.stringify(MANIFEST), 'my-agents.ts': AGENTS, ...CALLERS };

const tools = await findTools();
let temp: TempDir;
let tarballs: string;
let node22: string;

beforeAll(async () => {
  temp = await tempDir('managers');
  tarballs = join(temp.path, 'tarballs');
  await mkdir(tarballs);
  node22 = join(await installTools(NODES), 'node22/bin/node');
  await packPackages(tarballs, { typesAreChecked: true });
}, 5 * MINUTES);
afterAll(() => temp?.remove());

/** Starts a fleet on the user's agents and calls it from each kind of program; then ends it. */
async function useFleet(folder: ManagedFolder, node: string): Promise<readonly string[]> {
  const port = `${await findFreePort()}`;
  const env = { AG06_HTTP_PORT: port, AG06_BROKER_URL: 'embedded::memory:', XDG_CACHE_HOME: temp.path };
  await using up = await folder.start(['ag06', 'up', '--agents', './my-agents.ts'], env, node);
  await up.waitForLine(/ag06 is up at/, 2 * MINUTES);
  const answers: string[] = [];
  for (const file of Object.keys(CALLERS)) {
    const { code, text } = await folder.node(file, { FLEET: `http://127.0.0.1:${port}` }, node);
    expect({ file, code, text }).toMatchObject({ code: 0 });
    answers.push(text.trim().split('\n').at(-1) ?? '');
  }
  up.signal('SIGTERM');
  expect(await up.exited).toMatchObject({ code: 0 });
  return answers;
}

const title = ({ title }: Manager) => title;
describe.each(MANAGERS.map((manager) => [title(manager), manager] as const))(
  'installed by %s,',
  (_, manager) => {
    const run = manager.name === 'npm' || tools !== undefined ? test : test.skip;
    let folder: ManagedFolder;
    beforeAll(async () => {
      if (tools === undefined && manager.name !== 'npm') return;
      folder = new ManagedFolder(join(temp.path, manager.title.replace(/\W+/g, '-')), manager, tools ?? '');
      await folder.install(tarballs, manager.name === 'npm' ? PUBLIC_PACKAGES : [], FILES);
    }, 5 * MINUTES);

    run.each([['22', () => node22] as const, ['24', () => process.execPath] as const])(
      'on Node %s a workflow of a TypeScript agent ends, called from an ES module and from CommonJS',
      async (version, node) => {
        const answers = await useFleet(folder, node());
        expect(answers).toHaveLength(3);
        for (const answer of answers) expect(answer).toMatch(RegExp(`^CALLED FROM V${version}\\.`));
      },
      4 * MINUTES,
    );

    if (manager.name === 'npm') describeTypes(() => folder);
  },
);

function describeTypes(folder: () => ManagedFolder) {
  const run = tools === undefined ? test.skip : test;
  const compilers = [
    ['5.5', () => join(tools ?? '', 'typescript-5.5')],
    ['5.9', () => join(tools ?? '', 'typescript-5.9')],
    ['7.0', () => COMPILER],
  ] as const;
  const resolutions = [
    ['bundler', 'esnext'],
    ['node16', 'node16'],
    ['nodenext', 'nodenext'],
  ] as const;
  // The oldest compiler knows of no difference that the middle one does not.
  const cases = compilers
    .flatMap(([version, path]) => resolutions.map(([kind, module]) => [version, kind, module, path] as const))
    .filter(([version, kind]) => version !== '5.5' || kind === 'nodenext');

  run.each(cases)(
    'TypeScript %s finds the types of each entry point with moduleResolution %s',
    async (version, moduleResolution, module, path) => {
      const entries = await entryPointsOf(folder().path);
      const imports = entries.map((name, i) => `import * as entry${i} from '${name}';\nvoid entry${i};`);
      await folder().write('typed.ts', TYPED_ESM(imports.join('\n')));
      await folder().write('typed.cts', TYPED_CJS);
      const options = { noEmit: true, strict: true, target: 'es2023', lib: 'es2023', types: 'node' };
      const flags = Object.entries({ ...options, skipLibCheck: true, module, moduleResolution });
      const args = flags.flatMap(([name, value]) => [`--${name}`, `${value}`]);
      const compiler = join(path(), 'bin/tsc');
      expect(await folder().run(process.execPath, [compiler, '--version'])).toMatchObject({
        text: expect.stringContaining(`Version ${version}.`),
      });
      expect(await folder().run(process.execPath, [compiler, ...args, 'typed.ts', 'typed.cts'])).toEqual({
        code: 0,
        text: '',
      });
    },
    3 * MINUTES,
  );

  run(
    'publint and arethetypeswrong find nothing wrong with any package that has entry points',
    async () => {
      const found = JSON.parse(await readFile(join(tarballs, 'tarballs.json'), 'utf8'));
      for (const name of PUBLIC_PACKAGES) {
        const file = join(tarballs, found.packages[name].file);
        const lint = await folder().run(join(tools ?? '', '.bin/publint'), [file, '--strict']);
        expect({ name, ...lint }).toMatchObject({ code: 0, text: expect.stringContaining('All good') });
        if (name === 'ag06') continue; // a command, and no entry point
        const types = await folder().run(join(tools ?? '', '.bin/attw'), [file, '--profile', 'esm-only']);
        expect({ name, ...types }).toMatchObject({ code: 0 });
      }
    },
    4 * MINUTES,
  );
}

/** What users may import, by the package.json files that were installed. */
async function entryPointsOf(folder: string): Promise<readonly string[]> {
  const entries: string[] = [];
  for (const name of PUBLIC_PACKAGES) {
    const { exports = {} } = JSON.parse(
      await readFile(join(folder, 'node_modules', name, 'package.json'), 'utf8'),
    );
    entries.push(...Object.keys(exports).map((path) => join(name, path)));
  }
  expect(entries).toEqual(expect.arrayContaining(['@ag06/agent-kit', '@ag06/client', '@ag06/fetch/node']));
  return entries;
}
