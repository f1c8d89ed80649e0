import { dirname, join } from 'node:path/posix';
import { isRelative } from './imports.ts';
import type { Repository } from './repository.ts';

type Graph = ReadonlyMap<string, readonly string[]>;

/** Files of production code that import each other in a circle, each circle as `a -> b -> a`. */
export function findCircles({ workspaces }: Repository): readonly string[] {
  const files = workspaces.flatMap(({ sources }) => sources.filter(({ isTest }) => !isTest));
  const graph: Graph = new Map(
    files.map(({ path, imports }) => [
      path,
      imports
        .filter(({ specifier }) => isRelative(specifier))
        .map((one) => join(dirname(path), one.specifier)),
    ]),
  );
  const done = new Set<string>();
  return files.flatMap(({ path }) => walk(graph, path, [], done));
}

/** Depth first; what is done was seen with all behind it. */
function walk(graph: Graph, path: string, trail: readonly string[], done: Set<string>): readonly string[] {
  const at = trail.indexOf(path);
  if (at >= 0) return [[...trail.slice(at), path].join(' -> ')];
  if (done.has(path)) return [];
  const circles = (graph.get(path) ?? []).flatMap((next) => walk(graph, next, [...trail, path], done));
  done.add(path);
  return circles;
}
