import type { ExportTarget, Manifest } from './manifest.ts';

/** Exports under this condition are sources, which only this repository has. */
const SOURCE_CONDITION = '@ag06/source';
/** Fields that only this repository needs: its own tools, and facts that the tarball shows by itself. */
const LEFT_OUT = ['private', 'scripts', 'devDependencies', 'files'];
/** A program of a user has its own of these, and passes what they make: one copy for all, if it is not older. */
const SHARED_LIBRARIES = ['zod', '@opentelemetry/api'];
/** Large, and needed by few: who needs one installs it beside, and is told so where it is missing. */
const ASKED_FOR = ['@aws-sdk/client-s3'];

/**
 * A package.json as it stands in a tarball.
 *
 * @param isPacked whether the tarball has this file, such as `./dist/index.js`
 * @throws Error if an export or a command names a file that the tarball lacks
 */
export function toPublishedManifest(manifest: Manifest, isPacked: (path: string) => boolean): Manifest {
  const kept = Object.entries(manifest).filter(([field]) => !LEFT_OUT.includes(field));
  const { exports, bin, dependencies } = manifest;
  const published = exports && publishExports(exports, isPacked);
  const missing = [
    ...Object.values(published ?? {}).flatMap(Object.values),
    ...Object.values(bin ?? {}),
  ].filter((path) => !isPacked(path));
  if (missing.length > 0)
    throw new Error(`${manifest.name} names ${missing.join(', ')}, which is not packed.`);
  if (manifest.engines === undefined) throw new Error(`${manifest.name} does not say which Node it needs.`);
  return {
    ...(Object.fromEntries(kept) as unknown as Manifest),
    ...(dependencies && toDependencies(dependencies, manifest)),
    ...(published && { ...mainOf(published), exports: published }),
  };
}

/** @param own the peers that the package has besides */
function toDependencies(
  all: Readonly<Record<string, string>>,
  own: Pick<Manifest, 'peerDependencies' | 'peerDependenciesMeta'>,
): Partial<Manifest> {
  const asked = Object.keys(all).filter((name) => ASKED_FOR.includes(name));
  const dependencies = widenShared(
    Object.fromEntries(Object.entries(all).filter(([name]) => !asked.includes(name))),
  );
  if (asked.length === 0) return { dependencies };
  return {
    dependencies,
    peerDependencies: {
      ...own.peerDependencies,
      ...Object.fromEntries(asked.map((name) => [name, `^${all[name]}`])),
    },
    peerDependenciesMeta: {
      ...own.peerDependenciesMeta,
      ...Object.fromEntries(asked.map((name) => [name, { optional: true }])),
    },
  };
}

function widenShared(dependencies: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(dependencies).map(([name, version]) => [
      name,
      SHARED_LIBRARIES.includes(name) ? `^${version}` : version,
    ]),
  );
}

/** The same for tools that do not read `exports`: TypeScript with `moduleResolution: node`, as CommonJS projects have it. */
function mainOf({ '.': main }: Readonly<Record<string, ExportTarget>>): Readonly<Record<string, string>> {
  const { default: file, types } = main ?? {};
  return { ...(file !== undefined && { main: file }), ...(types !== undefined && { types }) };
}

/** An export of which nothing is packed is for tests; one of which a part is missing is a mistake, and is kept. */
function publishExports(
  exports: Readonly<Record<string, ExportTarget>>,
  isPacked: (path: string) => boolean,
): Readonly<Record<string, ExportTarget>> {
  const published = Object.entries(exports).map(([name, target]): [string, ExportTarget] => [
    name,
    Object.fromEntries(Object.entries(target).filter(([condition]) => condition !== SOURCE_CONDITION)),
  ]);
  return Object.fromEntries(published.filter(([, target]) => Object.values(target).some(isPacked)));
}
