import { existsSync } from 'node:fs';
import { cp, mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildPages, isBuiltByItself } from './build-pages.ts';
import { type CompileOptions, compile, copyEmptyDatabase } from './compile.ts';
import { findPublished } from './find-published.ts';
import type { Workspace } from './manifest.ts';
import { run } from './run.ts';
import { toPublishedManifest } from './to-published-manifest.ts';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));

/**
 * Makes a tarball of each published package in a folder; older tarballs in it are removed.
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
  for (const name of await readdir(into)) if (/^ag06-.*\.tgz$/.test(name)) await rm(join(into, name));
  const workspaces = findPublished(ROOT);
  const compiled = workspaces.filter((workspace) => !isBuiltByItself(workspace));
  await Promise.all([
    compile(ROOT, compiled, staging, options),
    copyEmptyDatabase(ROOT, staging),
    buildPages(workspaces.filter(isBuiltByItself), staging),
  ]);
  for (const workspace of workspaces) await stage(workspace, join(staging, workspace.path));
  const folders = workspaces.map(({ path }) => `./${path}`);
  await run('npm', ['pack', '--silent', '--pack-destination', into, ...folders], staging);
  await rm(staging, { recursive: true });
  return (await readdir(into)).filter((name) => name.endsWith('.tgz')).map((name) => join(into, name));
}

/** Files beside `dist` in a tarball. */
async function stage({ folder: from, manifest }: Workspace, to: string): Promise<void> {
  await cp(join(from, 'README.md'), join(to, 'README.md'));
  if (manifest.bin !== undefined) await cp(join(from, 'bin'), join(to, 'bin'), { recursive: true });
  const published = toPublishedManifest(
    manifest,
    (path) => path === './package.json' || existsSync(join(to, path)),
  );
  await writeFile(join(to, 'package.json'), `${JSON.stringify(published, undefined, 2)}\n`);
}
