import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Manifest, Workspace } from './manifest.ts';

/** Packages that people install by name; they depend on the others. */
export const PUBLIC_PACKAGES = [
  'ag06',
  'create-ag06',
  '@ag06/agent-kit',
  '@ag06/client',
  '@ag06/bullmq',
  '@ag06/test-fleet',
  '@ag06/fetch',
  '@ag06/worker',
  '@ag06/nestjs',
];

/** The workspaces that are published: those that people install, and whatever of this repository they depend on. */
export function findPublished(root: string): readonly Workspace[] {
  const all = new Map(loadWorkspaces(root).map((workspace) => [workspace.manifest.name, workspace]));
  const found = new Map<string, Workspace>();
  const add = (name: string): void => {
    const workspace = all.get(name);
    if (workspace === undefined || found.has(name)) return;
    found.set(name, workspace);
    for (const dependency of Object.keys(workspace.manifest.dependencies ?? {})) add(dependency);
  };
  for (const name of PUBLIC_PACKAGES) add(name);
  return [...found.values()].sort((a, b) => (a.path < b.path ? -1 : 1));
}

function loadWorkspaces(root: string): readonly Workspace[] {
  return ['packages', 'services'].flatMap((group) =>
    readdirSync(join(root, group)).map((name) => {
      const folder = join(root, group, name);
      const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest;
      return { folder, path: `${group}/${name}`, manifest };
    }),
  );
}
