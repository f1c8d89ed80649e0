/**
 * Loads the scripts that bundles consist of, each once in a process or thread, with what V8 compiled of them in an earlier process. Node's
 * own cache keeps a module as it is before it runs: every start would compile the functions again that it calls.
 */
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { cachedDataVersionTag, setFlagsFromString } from 'node:v8';
import { Script } from 'node:vm';

// What was compiled is used under the same flags alone, and services set this one for themselves when they start.
setFlagsFromString('--memory-reducer-gc-count=1');
const TAG = cachedDataVersionTag();
const FOLDER = import.meta.dirname;
/** Whoever fills the folder says so: what it compiles is added to what is kept. */
const ADDS = process.env.TEST_BUNDLES_KEEP === 'all';
const requireOther = createRequire(import.meta.url);

interface LoadedScript {
  readonly script: Script;
  /** The file with what was compiled. */
  readonly compiled: string;
  readonly isKept: boolean;
  readonly module: { exports: unknown };
}

const loaded = new Map<string, LoadedScript>();

/** Returns the exports of a script, such as `./chunk-ABCDEFGH.cjs`. */
export const load = (name: string): unknown => (loaded.get(name) ?? run(name)).module.exports;

function run(name: string): LoadedScript {
  const filename = join(FOLDER, name);
  const compiled = `${filename}.${TAG}`;
  const cachedData = readCompiled(compiled);
  const text = readFileSync(filename, 'latin1');
  const script = new Script(
    `(function(exports,require,module,__filename,__dirname,importOther){${text}\n})`,
    {
      filename,
      ...(cachedData !== undefined && { cachedData }),
    },
  );
  const isKept = script.cachedDataRejected === false;
  const one: LoadedScript = { script, compiled, isKept, module: { exports: {} } };
  loaded.set(name, one);
  script.runInThisContext()(one.module.exports, requireAny, one.module, filename, FOLDER, importOther);
  return one;
}

const requireAny = Object.assign(
  (name: string): unknown => (name.startsWith('./') ? load(name) : requireOther(name)),
  requireOther,
);

/** A script has no `import()` that is not experimental. */
const importOther = (name: string): Promise<unknown> => import(name);

function readCompiled(file: string): Buffer | undefined {
  try {
    return readFileSync(file);
  } catch {
    return undefined;
  }
}

// By then a process has compiled what it needs. One that is killed keeps nothing.
process.on('exit', () => {
  if (cachedDataVersionTag() !== TAG) return;
  for (const { script, compiled, isKept } of loaded.values()) {
    if (isKept && !ADDS) continue;
    keepCompiled(compiled, script.createCachedData());
  }
});

function keepCompiled(file: string, data: Buffer): void {
  const unfinished = `${file}-${process.pid}`;
  try {
    writeFileSync(unfinished, data);
    renameSync(unfinished, file);
  } catch {
    // A process of another user, or one without room: it only keeps nothing.
  }
}
