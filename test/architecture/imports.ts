import { isBuiltin } from 'node:module';
import { basename, dirname, join } from 'node:path/posix';
import type { Import } from './read-source.ts';
import type { Repository, SourceFile, Workspace } from './repository.ts';
import {
  ADAPTERS,
  ADAPTERS_WITH_PORT,
  COMPOSITION_ROOT,
  HOSTS,
  LAYERS,
  OWNERS,
  PURE_LIBRARIES,
  PURE_PACKAGES,
  ROOMS,
  SERVED,
  STARTER,
  USER_PACKAGES,
} from './table.ts';

/** Imports that point the wrong way, each as `path: what and why`. */
export function checkImports({ workspaces }: Repository): readonly string[] {
  const byName = new Map(workspaces.map((workspace) => [workspace.name, workspace]));
  return workspaces.flatMap((workspace) => [
    ...checkLayer(workspace),
    ...workspace.sources.flatMap((file) => [
      ...file.imports.flatMap((imported) => checkImport(workspace, file, imported, byName)),
      ...checkPurity(workspace, file),
    ]),
  ]);
}

/** `@scope/name/sub` and `name/sub` belong to the packages `@scope/name` and `name`. */
export function toPackageName(specifier: string): string {
  return specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/');
}

export function isRelative(specifier: string): boolean {
  return /^\.{1,2}(\/|$)/.test(specifier);
}

function checkLayer({ group, name, dir }: Workspace): readonly string[] {
  return group !== 'packages' || layerOf(name) !== -1
    ? []
    : [`${dir}/package.json: ${name} is in no layer of the import table`];
}

function checkImport(
  from: Workspace,
  file: SourceFile,
  { specifier, kind }: Import,
  byName: ReadonlyMap<string, Workspace>,
): readonly string[] {
  if (isRelative(specifier)) {
    const target = join(dirname(file.path), specifier);
    if (!target.startsWith(`${from.dir}/`)) return [`${file.path}: ${specifier} leaves the package`];
    return checkRoom(from, file, target);
  }
  if (file.isTest || from.group === 'test') return [];
  const name = toPackageName(specifier);
  const to = byName.get(name);
  const reason = to ? whyNotWorkspace(from, file, to, kind) : whyNotLibrary(from, file, specifier);
  return reason === undefined
    ? checkRoom(from, file, specifier)
    : [`${file.path}: imports ${specifier}, but ${reason}`];
}

function checkRoom(from: Workspace, { path }: SourceFile, imported: string): readonly string[] {
  const room = path.slice(`${from.dir}/src/`.length).split('/')[0] ?? '';
  const isForeign = ROOMS.some(
    ({ of, rooms, knowNothingOf }) =>
      of === from.name && rooms.includes(room) && knowNothingOf.test(imported),
  );
  return isForeign ? [`${path}: imports ${imported}, but ${room} knows nothing of HTTP`] : [];
}

function whyNotWorkspace(
  from: Workspace,
  file: SourceFile,
  to: Workspace,
  kind: Import['kind'],
): string | undefined {
  if (to.group === 'test') return 'only tests may import test packages';
  if (to.group === 'examples') return 'nothing imports an example';
  if (to.group === 'services') return whyNotService(from, file, to, kind);
  if (from.group === 'examples') {
    return USER_PACKAGES.includes(to.name)
      ? undefined
      : `an example imports only ${USER_PACKAGES.join(' and ')}`;
  }
  const wrongWay = from.group === 'packages' ? whyNotLayer(from, to) : undefined;
  return wrongWay ?? whyNotAdapter(from, file, to, kind);
}

function whyNotAdapter(
  from: Workspace,
  file: SourceFile,
  to: Workspace,
  kind: Import['kind'],
): string | undefined {
  const isPort = kind === 'type' && ADAPTERS_WITH_PORT.includes(to.name);
  const isAllowed =
    isPort ||
    isMain(from, file) ||
    HOSTS.includes(from.name) ||
    from.name === COMPOSITION_ROOT ||
    from.name === to.name ||
    !ADAPTERS.includes(to.name);
  return isAllowed
    ? undefined
    : `adapters are named only in the main.ts of a service and in ${[COMPOSITION_ROOT, ...HOSTS].join(', ')}`;
}

function isMain(from: Workspace, file: SourceFile): boolean {
  return from.group === 'services' && isProgram(file);
}

const isProgram = ({ path }: SourceFile): boolean => /^main(-[a-z0-9-]+)?\.ts$/.test(basename(path));

function whyNotService(
  from: Workspace,
  file: SourceFile,
  to: Workspace,
  kind: Import['kind'],
): string | undefined {
  if (kind === 'resolve' && from.name === SERVED.by && to.name === SERVED.files) return undefined;
  const mayStart = kind === 'resolve' && (from.name === STARTER || from.group === 'examples');
  const mayImport = (from.name === STARTER && isMain(from, file)) || HOSTS.includes(from.name);
  return mayStart || mayImport
    ? undefined
    : `services are not imported; ${STARTER} starts them, and ${HOSTS.join(' and ')}`;
}

function whyNotLayer(from: Workspace, to: Workspace): string | undefined {
  if (from.name === to.name || layerOf(to.name) < layerOf(from.name)) return undefined;
  return `${from.name} is not above ${to.name} in the import table`;
}

function layerOf(name: string): number {
  return LAYERS.findIndex((layer) => layer.includes(name));
}

function whyNotLibrary(from: Workspace, file: SourceFile, specifier: string): string | undefined {
  const name = toPackageName(specifier);
  const owners = OWNERS.find(([library]) => library.test(name))?.[1];
  if (owners && !owners.includes(from.name)) return `${name} belongs to ${owners.join(' and ')}`;
  // A program beside a pure package may write down what it makes.
  if (!PURE_PACKAGES.includes(from.name) || isProgram(file)) return undefined;
  if (isBuiltin(specifier)) return `${from.name} does no I/O`;
  return PURE_LIBRARIES.includes(name) ? undefined : `${name} is not among the libraries known to do no I/O`;
}

function checkPurity({ name }: Workspace, file: SourceFile): readonly string[] {
  if (file.isTest || !PURE_PACKAGES.includes(name)) return [];
  return file.impurities.map((impurity) => `${file.path}: ${impurity}, but ${name} is given time and chance`);
}
