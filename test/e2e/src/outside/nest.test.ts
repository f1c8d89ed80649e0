import { cp, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startChild, type TempDir, tempDir } from '@ag06/test-support';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { toOutsideEnvironment } from '../outside-environment.ts';
import { TestFleet } from '../test-fleet.ts';
import { findTarballs, ROOT } from './clone.ts';
import { findTools } from './find-tools.ts';
import { isServed } from './is-served.ts';
import { ManagedFolder } from './managed-folder.ts';
import { NPM } from './managers.ts';
import { type Build, NEST_MAIN, NEST_OPTIONS, NESTS } from './nest-app.ts';

const MINUTES = 60_000;
const README = join(ROOT, 'packages/nestjs/README.md');
/** What readers of the README have beside its code. */
const SHOP = join(ROOT, 'test/docs/src/readers/nestjs/shop.ts');
const OURS = ['@ag06/nestjs', '@ag06/client', '@ag06/agent-kit'];

const tools = await findTools();
const served = await Promise.all(NESTS.map(({ version }) => isServed('@nestjs/core', version)));
let temp: TempDir;
let fleet: TestFleet;
beforeAll(async () => {
  // Before what has to be stopped: it may fail.
  await findTarballs();
  [temp, fleet] = await Promise.all([tempDir('nest'), TestFleet.start(0)]);
}, 6 * MINUTES);
afterAll(async () => {
  await fleet?.stop();
  await temp?.remove();
});

/** The module of the README, on the servers of this test. */
async function readModule(): Promise<string> {
  const [, code = ''] = /^```ts app\.module\.ts\n(.*?)^```/ms.exec(await readFile(README, 'utf8')) ?? [];
  const moved = code
    .replace('http://127.0.0.1:4606', fleet.url)
    .replace('redis://127.0.0.1:6379', fleet.redis.url);
  if (moved.includes(fleet.url) && moved.includes(fleet.redis.url)) return moved;
  throw new Error(`${README} has no module, or not the addresses of servers.`);
}

/** Resolves with what the compiler finds wrong. */
async function compile(folder: ManagedFolder, { module, type, compiler }: Build) {
  const manifest = JSON.parse(await readFile(join(folder.path, 'package.json'), 'utf8'));
  await folder.write('package.json', JSON.stringify({ ...manifest, type }));
  const compilerOptions = { ...NEST_OPTIONS, module };
  await folder.write('tsconfig.json', JSON.stringify({ compilerOptions, include: ['src'] }));
  const found = compiler === undefined ? join(ROOT, 'node_modules/typescript') : join(tools ?? '', compiler);
  return folder.run(process.execPath, [join(found, 'bin/tsc'), '-p', '.']);
}

describe.each(NESTS.map((nest, i) => [nest.version, nest, served[i] === true] as const))(
  'installed beside Nest %s,',
  (version, nest, isHere) => {
    let folder: ManagedFolder;
    beforeAll(async () => {
      if (!isHere) return;
      folder = new ManagedFolder(join(temp.path, `nest-${version}`), NPM, tools ?? '');
      const names = ['common', 'core', 'platform-express'].map((name) => [`@nestjs/${name}`, version]);
      const dependencies = {
        ...Object.fromEntries(names),
        'reflect-metadata': '0.2.2',
        rxjs: '7.8.2',
        '@types/node': '24.10.1',
      };
      const manifest = JSON.stringify({ private: true, dependencies });
      await folder.install(await findTarballs(), OURS, { 'package.json': manifest });
      await folder.write('src/app.module.ts', await readModule());
      await folder.write('src/main.ts', NEST_MAIN);
      await cp(SHOP, join(folder.path, 'src/shop.ts'));
    }, 5 * MINUTES);

    for (const build of nest.builds) {
      const run = isHere && (tools !== undefined || build.compiler === undefined) ? test : test.skip;
      run(
        `the module of the README, as ${build.title}, is served over HTTP and ends its step in hand at SIGTERM`,
        async () => {
          expect(await compile(folder, build)).toEqual({ code: 0, text: '' });
          const env = toOutsideEnvironment(process.execPath, {});
          await using app = await startChild(process.execPath, ['dist/main.js'], { cwd: folder.path, env });
          const [, shop = ''] = await app.waitForLine(/^the shop is at (\S+)/, MINUTES);
          const answer = await fetch(`${shop}/orders`, {
            method: 'POST',
            headers: { 'content-type': 'application/json' },
            body: JSON.stringify({ item: 'tea' }),
          });
          expect(await answer.json()).toEqual({ cents: 300 });
          const runId = await fleet.submit('order', { item: 'sale' });
          await app.waitForLine(/^a sale is open/, MINUTES);
          app.signal('SIGTERM');
          // Nest ends its process by the signal that it was sent, once its hooks are done.
          expect(await app.exited).toEqual({ code: null, signal: 'SIGTERM' });
          expect(await fleet.result(runId)).toMatchObject({ status: 'completed', output: { cents: 400 } });
        },
        3 * MINUTES,
      );
    }
  },
);
