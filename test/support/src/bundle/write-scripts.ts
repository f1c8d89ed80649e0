import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { type Metafile, transform } from 'esbuild';
import { BUNDLE_ENTRIES } from './bundle-entries.ts';

/** Where the bundler's modules are in a folder of bundles. */
export const MODULES = 'modules';
const SCRIPTS = 'scripts';
const LOADER = new URL('./load-script.ts', import.meta.url);

const IMPORT = /import\s*(?:\{([^}]*)\}\s*from\s*)?"\.\/([\w-]+)\.js";/g;
const LAZY_IMPORT = /\bimport\("\.\/([\w-]+)\.js"\)/g;
/** A call of `import`, and not a method of this name. */
const OTHER_IMPORT = /(?<=\bawait |\breturn |[(?:=>,])import\(/g;
const isEntry = (name: string): boolean => Object.hasOwn(BUNDLE_ENTRIES, name);

interface ScriptOptions {
  /** How each module begins. */
  readonly banner: string;
  readonly target: string;
  readonly lineLimit: number;
}

/**
 * Writes what processes start with into `folder`, from the modules in it. Those that several entries share become scripts, which
 * start with less: see load-script.ts. Processes with `--enable-source-maps` run the modules, because Node names the lines
 * of sources in modules alone.
 */
export async function writeScripts(
  folder: string,
  { outputs }: Metafile,
  { banner, ...options }: ScriptOptions,
): Promise<void> {
  const toScript = async (code: string) => {
    const { code: script } = await transform(code, {
      ...options,
      format: 'cjs',
      platform: 'node',
      minifyWhitespace: true,
    });
    return script;
  };
  await mkdir(join(folder, SCRIPTS));
  const loader = await transform(await readFile(LOADER, 'utf8'), { loader: 'ts', target: options.target });
  await writeFile(join(folder, SCRIPTS, 'load-script.js'), loader.code);
  const write = async ([path, { exports }]: [string, Metafile['outputs'][string]]) => {
    const name = basename(path, '.js');
    const code = await readFile(join(folder, MODULES, `${name}.js`), 'utf8');
    if (isEntry(name)) {
      await writeFile(join(folder, SCRIPTS, `${name}.js`), toLoadingEntry(code));
      await writeFile(join(folder, `${name}.js`), toChoice(name, exports));
    } else {
      const script = await toScript(toScriptCode(code.replace(banner, '')));
      await writeFile(
        join(folder, SCRIPTS, `${name}.cjs`),
        script.replaceAll(/require\("\.\/([\w-]+)\.js"\)/g, 'require("./$1.cjs")'),
      );
    }
  };
  await Promise.all(
    Object.entries(outputs)
      .filter(([path]) => path.endsWith('.js'))
      .map(write),
  );
}

/** Entries stay modules, because they wait for promises and export. */
const toLoadingEntry = (code: string): string =>
  `import { load } from './load-script.js';\n${code
    .replaceAll(IMPORT, (statement, names: string | undefined, from: string) => {
      if (isEntry(from)) return statement;
      const loading = `load("./${from}.cjs");`;
      return names === undefined ? loading : `const {${names.replaceAll(/\bas\b/g, ':')}}=${loading}`;
    })
    .replaceAll(LAZY_IMPORT, (call, from: string) =>
      isEntry(from) ? call : `Promise.resolve().then(()=>load("./${from}.cjs"))`,
    )}`;

/** What a script says in other words than a module. */
const toScriptCode = (code: string): string =>
  code
    .replaceAll(LAZY_IMPORT, (call, from: string) =>
      isEntry(from) ? call : `Promise.resolve().then(()=>require("./${from}.js"))`,
    )
    .replaceAll(OTHER_IMPORT, 'importOther(')
    .replaceAll('import.meta.url', `${FILE_URL}(__filename).href`)
    .replaceAll('import.meta.resolve(', `(name=>${FILE_URL}(require.resolve(name)).href)(`);
const FILE_URL = 'require("node:url").pathToFileURL';

/** A module of the same exports that runs the one or the other. */
function toChoice(name: string, exports: readonly string[]): string {
  const named = exports.filter((one) => one !== 'default');
  return [
    `const loaded = await import(process.sourceMapsEnabled ? './${MODULES}/${name}.js' : './${SCRIPTS}/${name}.js');`,
    `export const { ${named.join(', ')} } = loaded;`,
    ...(exports.includes('default') ? ['export default loaded.default;'] : []),
  ].join('\n');
}
