import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';
import semver from 'semver';
import { findPublished } from './find-published.ts';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));

interface Locked {
  readonly engines?: { readonly node?: string };
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
  readonly resolved?: string;
  readonly link?: boolean;
}
const lock = JSON.parse(readFileSync(`${ROOT}package-lock.json`, 'utf8')) as {
  readonly packages: Readonly<Record<string, Locked>>;
};

/** Where npm puts a dependency of the package at a path: as near to it as possible. */
function locate(from: string, name: string): string | undefined {
  for (let folder = from; ; folder = folder.slice(0, Math.max(0, folder.lastIndexOf('/node_modules/')))) {
    const path = `${folder === '' ? '' : `${folder}/`}node_modules/${name}`;
    const found = lock.packages[path];
    if (found !== undefined) return found.link === true ? found.resolved : path;
    if (folder === '') return undefined;
    if (!folder.includes('/node_modules/')) folder = '';
  }
}

/** All that is installed with a package, at paths of the lock file. */
function installedWith(path: string, found = new Set<string>()): ReadonlySet<string> {
  if (found.has(path)) return found;
  found.add(path);
  const { dependencies = {}, optionalDependencies = {} } = lock.packages[path] ?? {};
  for (const name of Object.keys({ ...dependencies, ...optionalDependencies })) {
    const at = locate(path, name);
    if (at !== undefined) installedWith(at, found);
  }
  return found;
}

const neededBy = (path: string): string => lock.packages[path]?.engines?.node ?? '*';

test('a published package asks for no older Node than anything that is installed with it', () => {
  const tooOld = findPublished(ROOT).flatMap(({ path, manifest }) => {
    const least = semver.minVersion(manifest.engines?.node ?? '')?.version ?? '0.0.0';
    const installed = [...installedWith(path)];
    expect(installed.length).toBeGreaterThan(0);
    return installed
      .filter((each) => !semver.satisfies(least, neededBy(each)))
      .map((each) => `${manifest.name} (Node ${least}): ${each} needs ${neededBy(each)}`);
  });
  expect(tooOld).toEqual([]);
});

test('the README, the package.json of the repository, the command and the libraries agree on the Node that they need', () => {
  const readme = readFileSync(`${ROOT}README.md`, 'utf8');
  const command = readFileSync(`${ROOT}services/cli/bin/node-version.js`, 'utf8');
  const library = readFileSync(`${ROOT}packages/service-host/src/require-node.ts`, 'utf8');
  const { engines } = JSON.parse(readFileSync(`${ROOT}package.json`, 'utf8')) as Locked;
  const cli = findPublished(ROOT).find(({ manifest }) => manifest.name === 'ag06');
  const [, needed = ''] = /^>=(\d+\.\d+)$/.exec(cli?.manifest.engines?.node ?? '') ?? [];
  expect(command).toContain(`const NEEDED = [${needed.replace('.', ', ')}];`);
  expect(library).toContain(`const NEEDED = [${needed.replace('.', ', ')}] as const;`);
  expect(readme).toContain(`Node ${needed} or newer`);
  const [, least = ''] = /^>=(\d+)$/.exec(engines?.node ?? '') ?? [];
  expect(readme).toContain(`Node ${least} on Linux`);
});
