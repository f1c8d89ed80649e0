import { existsSync } from 'node:fs';
import { cp, mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildPages, isBuiltByItself } from './build-pages.ts';
import { type CompileOptions, compile, copyEmptyDatabase } from './compile.ts';
import { findPublished } from './find-published.ts';
import { handOnPeers } from './hand-on-peers.ts';
import type { Manifest, Workspace } from './manifest.ts';
import { run } from './run.ts';
import { toPublishedManifest } from './to-published-manifest.ts';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
/** Goes with the tarballs: it tells a package manager that they need each other. */
const USE_SCRIPT = fileURLToPath(new URL('./use-tarballs.mjs', import.meta.url));

/**
 * Makes a tarball of each published package in a folder, and beside them `use.mjs`; older tarballs in it are removed.
 *
 * @returns their paths
 */
export async function packPackages(
  into: string,
  options: CompileOptions = { typesAreChecked: false },
): Promise<readonly string[]> {
  const staging = join(into, '.staging');
  await rm(staging, { recursive: true, force: true });
  await mkdir(staging, { recursive: true });
  for (const name of await readdir(into))
    if (/^(create-)?ag06-.*\.tgz$/.test(name)) await rm(join(into, name));
  const workspaces = findPublished(ROOT);
  const compiled = workspaces.filter((workspace) => !isBuiltByItself(workspace));
  await Promise.all([
    compile(ROOT, compiled, staging, options),
    copyEmptyDatabase(ROOT, staging),
    buildPages(workspaces.filter(isBuiltByItself), staging),
  ]);
  const staged: Manifest[] = [];
  for (const workspace of workspaces) staged.push(await stage(workspace, join(staging, workspace.path)));
  const published = handOnPeers(staged);
  for (const [i, { path }] of workspaces.entries()) await writeManifest(join(staging, path), published[i]);
  const folders = workspaces.map(({ path }) => `./${path}`);
  await run('npm', ['pack', '--silent', '--pack-destination', into, ...folders], staging);
  await rm(staging, { recursive: true });
  await writeFile(
    join(into, 'tarballs.json'),
    `${JSON.stringify(describeTarballs(published), undefined, 2)}\n`,
  );
  await cp(USE_SCRIPT, join(into, 'use.mjs'));
  return (await readdir(into)).filter((name) => name.endsWith('.tgz')).map((name) => join(into, name));
}

/** What `use.mjs` has to know of each package: the name of its tarball, and what a user installs with it. */
function describeTarballs(published: readonly Manifest[]) {
  const described = published.map(({ name, version, peerDependencies = {}, peerDependenciesMeta = {} }) => {
    const needed = Object.entries(peerDependencies).filter(
      ([peer]) => peerDependenciesMeta[peer] === undefined,
    );
    const peers = Object.fromEntries(needed);
    const file = `${name.replace('@', '').replace('/', '-')}-${version}.tgz`;
    return [name, { file, peers }] as const;
  });
  return { packages: Object.fromEntries(described) };
}

/** Puts the files beside `dist` in a tarball, and returns what its package.json is to be. */
async function stage({ folder: from, manifest }: Workspace, to: string): Promise<Manifest> {
  await cp(join(from, 'README.md'), join(to, 'README.md'));
  if (manifest.bin !== undefined) await cp(join(from, 'bin'), join(to, 'bin'), { recursive: true });
  const isPacked = (path: string) => path === './package.json' || existsSync(join(to, path));
  return toPublishedManifest(manifest, isPacked);
}

const writeManifest = (to: string, manifest: Manifest | undefined): Promise<void> =>
  writeFile(join(to, 'package.json'), `${JSON.stringify(manifest, undefined, 2)}\n`);
