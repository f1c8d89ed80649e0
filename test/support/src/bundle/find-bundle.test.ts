import { execFile } from 'node:child_process';
import { existsSync, readdirSync, rmSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, expect, test } from '@jest/globals';
import { BUNDLE_ENTRIES, ROOT } from './bundle-entries.ts';
import { findBundle, findBundles } from './find-bundle.ts';

const { TEST_BUNDLES } = process.env;
const SET_BY_SERVICES = "v8.setFlagsFromString('--memory-reducer-gc-count=1'),";
afterEach(() => {
  process.env.TEST_BUNDLES = TEST_BUNDLES;
});

test('every module that the tests start often has a bundle, built when the first one is asked for', async () => {
  for (const [name, file] of Object.entries(BUNDLE_ENTRIES)) {
    const bundle = await findBundle(join(ROOT, file));
    expect(bundle.slice(-name.length - 4)).toBe(`/${name}.js`);
    expect(existsSync(bundle)).toBe(true);
  }
});

test('a process keeps what V8 compiled of its bundle when it ends, for all later ones', async () => {
  const cli = await findBundle(join(ROOT, BUNDLE_ENTRIES.cli ?? ''));
  const scripts = join(dirname(cli), 'scripts');
  // A flag of its own: V8 keeps the code of each set of flags apart, and other processes fill the folder, too.
  const run = async (...argv: readonly string[]) =>
    (await promisify(execFile)(process.execPath, ['--stack-size=901', ...argv])).stdout.trim();
  const tag = await run('-p', `${SET_BY_SERVICES}v8.cachedDataVersionTag()`);
  const listOwn = () => readdirSync(scripts).filter((name) => name.endsWith(`.${tag}`));
  const tellOwn = () => listOwn().map((name) => `${name} ${statSync(join(scripts, name)).ino}`);
  for (const name of listOwn()) rmSync(join(scripts, name));
  expect(await run(cli, 'help')).toContain('ag06');
  const kept = tellOwn();
  expect(kept.length).toBeGreaterThan(0);
  await run(cli, 'help');
  expect(tellOwn()).toEqual(kept);
});

test('a module without a bundle runs itself, and so does every module with TEST_BUNDLES=none', async () => {
  const other = join(ROOT, 'services/dispatcher/src/config.ts');
  expect(await findBundle(other)).toBe(other);
  process.env.TEST_BUNDLES = 'none';
  const main = join(ROOT, 'services/dispatcher/src/main.ts');
  expect(await findBundle(main)).toBe(main);
});

test('of modules in a row each is found, and what is no module is left as it is', async () => {
  const agents = join(ROOT, 'test/e2e/src/agents.ts');
  const row = await findBundles(`${agents},my-agents.ts`);
  expect(row).toBe(`${await findBundle(agents)},my-agents.ts`);
  expect(row).not.toContain(agents);
  expect(await findBundles('--workers')).toBe('--workers');
});

test('a build that fails is told to who asks, and is tried again for the next one', async () => {
  const main = join(ROOT, 'services/dispatcher/src/main.ts');
  process.env.TEST_BUNDLES = '/dev/null/no/folder';
  const failure = () => findBundle(main).catch((error: unknown) => error);
  const [first, next] = [await failure(), await failure()];
  expect(first).toBeInstanceOf(Error);
  expect(next).toBeInstanceOf(Error);
  expect(next).not.toBe(first);
});
