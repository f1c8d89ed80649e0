import { mkdtempSync } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build, type Plugin } from 'esbuild';
import { BUNDLE_ENTRIES, ROOT } from './bundle-entries.ts';
import { BUNDLES } from './bundle-folder.ts';
import { MODULES, writeScripts } from './write-scripts.ts';

const DAY_MS = 86_400_000;
const TARGET = `node${process.versions.node}`;
/** Node prints the line at which an uncaught error was thrown. */
const LINE_LIMIT = 500;
/** They load files of their own folders, of which a bundle knows nothing. */
const EXTERNAL = [
  '@electric-sql/pglite',
  '@electric-sql/pglite/*',
  'piscina',
  'pg-native',
  'msgpackr-extract',
];
/** For the libraries that are CommonJS. */
const BANNER =
  "import { createRequire as createBundleRequire } from 'node:module';\n" +
  'const require = createBundleRequire(import.meta.url);';

/** A change of a source in a build that is broken on purpose. */
export interface SourceEdit {
  /** From the root of the repository. */
  readonly file: string;
  /** Is in the file exactly once. */
  readonly find: string;
  readonly replace: string;
}

/**
 * Builds all bundles into `folder`, which appears when it is whole; another one who builds it at the same time may win. With
 * `edits` they are bundles of sources that nobody has. Rejects if an edit finds nothing, or more than one place.
 */
export async function buildBundles(folder: string, edits: readonly SourceEdit[] = []): Promise<void> {
  await mkdir(BUNDLES, { recursive: true });
  const draft = mkdtempSync(join(BUNDLES, 'draft-'));
  try {
    const { metafile } = await build({
      absWorkingDir: ROOT,
      entryPoints: { ...BUNDLE_ENTRIES },
      outdir: join(draft, MODULES),
      metafile: true,
      bundle: true,
      splitting: true,
      format: 'esm',
      platform: 'node',
      target: TARGET,
      conditions: ['@ag06/source'],
      external: EXTERNAL,
      sourcemap: 'linked',
      sourcesContent: false,
      // Less text to read.
      minifyWhitespace: true,
      lineLimit: LINE_LIMIT,
      banner: { js: BANNER },
      plugins: [keepPlaces(edits), MAP_OWN, LAZY_HTTP],
      logLevel: 'error',
    });
    await writeScripts(draft, metafile, { banner: BANNER, target: TARGET, lineLimit: LINE_LIMIT });
    await writeFile(join(draft, 'package.json'), '{ "type": "module" }\n');
    await rename(draft, folder);
  } catch (error) {
    const isThere = await stat(folder).catch(() => undefined);
    if (isThere === undefined) throw error;
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
  await removeOld(folder);
}

/** What begins with a module that is a bundle too. */
const STARTS_BUNDLES = ['keeper-thread.ts', 'intake-threads.ts', 'service-entry.ts'];

/** A module that looks for a file beside itself finds it beside its source, or the bundle of the module that it starts. */
const keepPlaces = (edits: readonly SourceEdit[]): Plugin => ({
  name: 'keep-places',
  setup({ onLoad }) {
    onLoad({ filter: /\/src\/.*\.ts$/ }, async ({ path }) => {
      const source = edits
        .filter(({ file }) => join(ROOT, file) === path)
        .reduce(toEdited, await readFile(path, 'utf8'));
      const contents = STARTS_BUNDLES.includes(basename(path))
        ? source.replaceAll(
            /import\.meta\.resolve\('@ag06\/([a-z-]+)\/main'\)/g,
            "new URL('./$1.js', import.meta.url).href",
          )
        : source.replaceAll('import.meta.url', JSON.stringify(pathToFileURL(path).href));
      return { contents, loader: 'ts' };
    });
  },
});

function toEdited(source: string, { file, find, replace }: SourceEdit): string {
  const parts = source.split(find);
  if (parts.length !== 2) throw new Error(`${file} has ${parts.length - 1} times: ${find}`);
  return parts.join(replace);
}

/**
 * An `import` of Node's HTTP evaluates all that it exports, of which `WebSocket` loads a whole HTTP client: a tenth of the CPU
 * time of a start. A `require` evaluates what is used.
 */
const LAZY_HTTP: Plugin = {
  name: 'lazy-http',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^(node:)?https?$/ }, ({ path, kind }) =>
      kind === 'import-statement' ? { path: path.replace(/^node:/, ''), namespace: 'lazy' } : undefined,
    );
    onLoad({ filter: /./, namespace: 'lazy' }, ({ path }) => ({
      contents: `module.exports = require('node:${path}');`,
      loader: 'js',
    }));
  },
};

/** Maps for own sources alone: a process reads the maps when it starts. */
const MAP_OWN: Plugin = {
  name: 'map-own',
  setup({ onLoad }) {
    onLoad({ filter: /\/node_modules\/.*\.[cm]?js$/ }, async ({ path }) => ({
      contents: `${await readFile(path, 'utf8')}${NO_MAP}`,
      loader: 'js',
    }));
  },
};
const NO_MAP = `\n//# sourceMappingURL=data:application/json;base64,${Buffer.from(
  JSON.stringify({ version: 3, sources: [''], mappings: 'AAAA' }),
).toString('base64')}\n`;

async function removeOld(folder: string): Promise<void> {
  for (const name of await readdir(BUNDLES)) {
    const path = join(BUNDLES, name);
    const isOld = path !== folder && (await stat(path)).mtimeMs < Date.now() - DAY_MS;
    if (isOld) await rm(path, { recursive: true, force: true });
  }
}
