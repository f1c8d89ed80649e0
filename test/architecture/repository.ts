import { readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path/posix';
import { readSource, type Source } from './read-source.ts';

/** Paths relative to the repository's root, with `/`, and the text of each file. */
export type Files = ReadonlyMap<string, string>;

export interface SourceFile extends Source {
  readonly path: string;
  /** A test, or a file that only tests use: the rules about layers and vendors are not for it. */
  readonly isTest: boolean;
}

export interface Workspace {
  /** From its package.json. */
  readonly name: string;
  readonly dir: string;
  readonly group: 'packages' | 'services' | 'examples' | 'deploy' | 'test';
  readonly dependencies: readonly string[];
  readonly devDependencies: readonly string[];
  readonly sources: readonly SourceFile[];
}

export interface Repository {
  readonly files: Files;
  readonly workspaces: readonly Workspace[];
  /** Dependencies of the root's package.json: tools that every test may import. */
  readonly rootDependencies: readonly string[];
}

const GROUPS = ['packages', 'services', 'examples', 'deploy', 'test'] as const;
export const SOURCE_ENDING = /\.(ts|tsx|mts|js|mjs)$/;
/** Whether a folder has files that are made: installed, built, or written and removed by a test meanwhile (`.pages`). */
const isMade = (name: string): boolean => ['node_modules', 'dist'].includes(name) || name.startsWith('.');

/** Reads the text files the rules are about: sources, READMEs and package.json files. */
export function loadFiles(root: string): Files {
  const files = new Map([['package.json', readFileSync(join(root, 'package.json'), 'utf8')]]);
  for (const group of GROUPS) {
    for (const path of listFiles(join(root, group))) {
      const name = basename(path);
      if (SOURCE_ENDING.test(name) || ['README.md', 'package.json'].includes(name))
        files.set(path.slice(root.length + 1), readFileSync(path, 'utf8'));
    }
  }
  return files;
}

function listFiles(folder: string): readonly string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return isMade(entry.name) ? [] : listFiles(path);
    return entry.isFile() ? [path] : [];
  });
}

/** The tree as the rules see it: every folder of a group that has a package.json is a workspace. */
export function toRepository(files: Files): Repository {
  const workspaces: Workspace[] = [];
  for (const path of [...files.keys()].sort()) {
    const [folder = '', , file, ...deeper] = path.split('/');
    const group = GROUPS.find((candidate) => candidate === folder);
    if (!group || file !== 'package.json' || deeper.length > 0) continue;
    const manifest = parseManifest(files.get(path) ?? '');
    workspaces.push({ ...manifest, dir: dirname(path), group, sources: readSources(files, dirname(path)) });
  }
  const { dependencies, devDependencies } = parseManifest(files.get('package.json') ?? '{}');
  return { files, workspaces, rootDependencies: [...dependencies, ...devDependencies] };
}

function readSources(files: Files, dir: string): readonly SourceFile[] {
  return [...files]
    .filter(([path]) => path.startsWith(`${dir}/`) && SOURCE_ENDING.test(path))
    .map(([path, text]) => ({
      path,
      isTest: isTestPath(path),
      ...readSource(text, { hasElements: path.endsWith('.tsx') }),
    }));
}

/** `x.test.ts`, and all below a folder called `test`, `testing`, `fixtures` or `conformance`. */
export function isTestPath(path: string): boolean {
  return (
    /\.test\.\w+$/.test(path) || /\/(test|testing|fixtures|conformance)\//.test(path.replace(/^test\//, ''))
  );
}

function parseManifest(text: string): Pick<Workspace, 'name' | 'dependencies' | 'devDependencies'> {
  const manifest: unknown = JSON.parse(text);
  const field = (name: string): unknown =>
    typeof manifest === 'object' && manifest !== null
      ? Object.entries(manifest).find(([key]) => key === name)?.[1]
      : undefined;
  return {
    name: String(field('name')),
    dependencies: [...keysOf(field('dependencies')), ...keysOf(field('peerDependencies'))],
    devDependencies: [...keysOf(field('devDependencies')), ...keysOf(field('optionalDependencies'))],
  };
}

function keysOf(value: unknown): readonly string[] {
  return typeof value === 'object' && value !== null ? Object.keys(value) : [];
}
