import { PUBLIC_PACKAGES } from '../../deploy/npm/src/find-published.ts';
import type { Repository } from './repository.ts';

/** Packages that no tarball would hold: nobody is told to install them, and nothing that people install needs them. */
export function checkPublished({ workspaces }: Repository): readonly string[] {
  const byName = new Map(workspaces.map((workspace) => [workspace.name, workspace]));
  const published = new Set<string>(PUBLIC_PACKAGES);
  for (const name of published) for (const need of byName.get(name)?.dependencies ?? []) published.add(need);
  return workspaces
    .filter(({ group, name }) => group === 'packages' && !published.has(name))
    .map(
      ({ dir, name }) =>
        `${dir}/package.json: no published package needs ${name}: list it in deploy/npm/src/find-published.ts and README.md there`,
    );
}
