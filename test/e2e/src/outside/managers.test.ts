import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PUBLIC_PACKAGES } from '@ag06/npm-packages';
import { findFreePort, type RedisServer, startRedis, type TempDir, tempDir } from '@ag06/test-support';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { installTools } from '../npm-tools.ts';
import { NODES } from '../outside-folder.ts';
import { findTarballs, ROOT } from './clone.ts';
import { findTools } from './find-tools.ts';
import { findEntryPoints, LIBRARY_PROGRAMS, toEntriesProgram } from './library-programs.ts';
import { ManagedFolder } from './managed-folder.ts';
import { MANAGERS, type Manager } from './managers.ts';
import { AGENTS, CALLERS, TYPED_CJS, TYPED_ESM } from './programs.ts';

const MINUTES = 60_000;
const COMPILER = join(ROOT, 'node_modules/typescript');
const NEST = {
  '@nestjs/common': '12.5.1',
  '@nestjs/core': '12.5.1',
  'reflect-metadata': '0.2.2',
  rxjs: '7.8.2',
};
const MANIFEST = {
  private: true,
  type: 'module',
  dependencies: { ...NEST, bullmq: '6.7.0', ioredis: '6.0.0' },
  devDependencies: { '@types/node': '24.10.1' },
};
const ENTRIES = findEntryPoints();
const FILES = {
  'package.json': JSON.stringify(MANIFEST),
  'my-agents.ts': AGENTS,
  ...CALLERS,
  ...LIBRARY_PROGRAMS,
  'entries.cjs': toEntriesProgram(ENTRIES),
};

const tools = await findTools();
let temp: TempDir;
let tarballs: string;
let redis: RedisServer;
let node22: string;

beforeAll(async () => {
  // Before what has to be stopped: it may fail.
  tarballs = await findTarballs();
  [temp, redis] = await Promise.all([tempDir('managers'), startRedis()]);
  node22 = join(await installTools(NODES), 'node22/bin/node');
}, 6 * MINUTES);
afterAll(async () => {
  await redis?.stop();
  await temp?.remove();
});

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
      await folder.install(tarballs, PUBLIC_PACKAGES, FILES);
    }, 5 * MINUTES);

    const nodes = [['22', () => node22] as const, ['24', () => process.execPath] as const];
    run.each(nodes)(
      'on Node %s a workflow of a TypeScript agent ends, called from an ES module and from CommonJS',
      async (version, node) => {
        const answers = await useFleet(folder, node());
        expect(answers).toHaveLength(3);
        for (const answer of answers) expect(answer).toMatch(RegExp(`^CALLED FROM V${version}\\.`));
      },
      4 * MINUTES,
    );

    run.each(nodes)(
      'on Node %s a program of each library runs a workflow and ends by itself',
      async (version, node) => {
        for (const file of Object.keys(LIBRARY_PROGRAMS)) {
          const { code, text } = await folder.node(file, { REDIS: redis.url }, node());
          const [last] = text.trim().split('\n').slice(-1);
          expect({ file, code, text, last }).toEqual({
            file,
            code: 0,
            text,
            last: expect.stringMatching(RegExp(`^USED on v${version}\\.`)),
          });
        }
      },
      4 * MINUTES,
    );

    run.each(nodes)(
      'on Node %s CommonJS takes each entry point by require() and by import()',
      async (_, node) => {
        const { code, text } = await folder.node('entries.cjs', {}, node());
        expect({ code, text }).toMatchObject({ code: 0 });
        expect(text.trim().split('\n').slice(-ENTRIES.length)).toEqual(ENTRIES);
      },
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
      const imports = ENTRIES.map((name, i) => `import * as entry${i} from '${name}';\nvoid entry${i};`);
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
