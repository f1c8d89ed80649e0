import { isBuiltin } from 'node:module';
import { isRelative, toPackageName } from './imports.ts';
import type { Repository, Workspace } from './repository.ts';
import { SERVED } from './table.ts';

/** Dependencies that are used and not declared, or declared and not used, and workspaces that depend on themselves. */
export function checkDependencies({ workspaces, rootDependencies }: Repository): readonly string[] {
  return [
    ...workspaces.flatMap((workspace) => [
      ...findUndeclared(workspace, rootDependencies),
      ...findUnused(workspace),
    ]),
    ...findCycles(workspaces),
  ];
}

function findUndeclared(workspace: Workspace, rootDependencies: readonly string[]): readonly string[] {
  const { name: self, group, dependencies, devDependencies, sources } = workspace;
  const offences: string[] = [];
  for (const { path, isTest, imports } of sources) {
    for (const { specifier, kind } of imports) {
      const name = toPackageName(specifier);
      if (isRelative(specifier) || isBuiltin(specifier) || name === self) continue;
      // What a page imports is built into it.
      const isAtRunTime = !isTest && group !== 'test' && kind !== 'type' && self !== SERVED.files;
      const declared = isAtRunTime ? dependencies : [...dependencies, ...devDependencies];
      const typesName = `@types/${name.replace(/^@/, '').replace('/', '__')}`;
      if (kind === 'type' && declared.includes(typesName)) continue;
      if (declared.includes(name) || (isTest && rootDependencies.includes(name))) continue;
      const where = isAtRunTime ? 'dependencies' : 'dependencies or devDependencies';
      offences.push(`${path}: ${name} is not in the ${where} of ${self}`);
    }
  }
  return offences;
}

/** What a library loads from beside itself: whoever uses the one has to install the other. */
const PEERS: ReadonlyMap<string, string> = new Map([
  ['bullmq', 'ioredis'],
  ['@nestjs/core', 'rxjs'],
]);

function findUnused({ dir, dependencies, devDependencies, sources }: Workspace): readonly string[] {
  const used = new Set(
    sources.flatMap(({ imports }) => imports.map(({ specifier }) => toPackageName(specifier))),
  );
  const peers = new Set([...used].flatMap((name) => PEERS.get(name) ?? []));
  return [...dependencies, ...devDependencies]
    .filter((name) => !used.has(name) && !peers.has(name) && !name.startsWith('@types/'))
    .map((name) => `${dir}/package.json: ${name} is declared and not used`);
}

/** Turborepo refuses cycles, also those that devDependencies close. */
function findCycles(workspaces: readonly Workspace[]): readonly string[] {
  const byName = new Map(workspaces.map((workspace) => [workspace.name, workspace]));
  const visited = new Set<string>();
  const offences: string[] = [];

  function visit(name: string, trail: readonly string[]): void {
    const start = trail.indexOf(name);
    if (start !== -1) {
      offences.push(`package.json: a cycle of dependencies: ${[...trail.slice(start), name].join(' -> ')}`);
    }
    const workspace = byName.get(name);
    if (!workspace || visited.has(name)) return;
    visited.add(name);
    for (const next of [...workspace.dependencies, ...workspace.devDependencies])
      visit(next, [...trail, name]);
  }

  for (const { name } of workspaces) visit(name, []);
  return offences;
}
