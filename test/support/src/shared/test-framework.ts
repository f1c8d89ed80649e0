import { createRequire, registerHooks } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { type Globals, setGlobals } from './current-globals.ts';
import SharedEnvironment from './shared-environment.ts';
import { withoutReplacing } from './without-replacing.ts';

/** The part of a project's configuration that is read here. */
interface Config {
  readonly moduleNameMapper: readonly (readonly [pattern: string, path: string | readonly string[]])[];
}

/** The part of jest's runtime that is read or replaced here. */
interface Runtime {
  requireInternalModule(path: string): unknown;
  requireModuleOrMock(from: string, name: '@jest/globals'): Globals;
  unstable_shouldLoadAsEsm(path: string): boolean;
  unstable_importModule(path: string): Promise<unknown>;
}

type Run = [
  globalConfig: unknown,
  config: Config,
  environment: unknown,
  runtime: Runtime,
  testPath: string,
  sendMessageToJest: unknown,
];

const require = createRequire(import.meta.url);
const CIRCUS = fileURLToPath(import.meta.resolve('jest-circus/runner'));
const { default: runByCircus }: { default: (...run: Run) => Promise<unknown> } = require(CIRCUS);
/** The part of jest-circus that holds the tests of one file: evaluated again for every file. */
const COLLECTOR = join(CIRCUS, '../jestAdapterInit.js');
const COLLECTOR_HANDLERS = Symbol.for('EVENT_HANDLERS');

/** jest-circus; but files in the shared environment are imported by Node itself, so that modules are evaluated once. */
export default function runTests(...[globalConfig, config, environment, runtime, ...rest]: Run) {
  const isShared = environment instanceof SharedEnvironment;
  if (isShared) mapNames(config);
  return runByCircus(globalConfig, config, environment, isShared ? toNative(runtime) : runtime, ...rest);
}

/** Jest's runtime, but that modules are Node's own. */
function toNative(runtime: Runtime): Runtime {
  const native: Partial<Runtime> = {
    requireInternalModule: (path) => {
      if (path !== COLLECTOR) return require(path);
      delete require.cache[COLLECTOR];
      Reflect.deleteProperty(globalThis, COLLECTOR_HANDLERS);
      // Each `require` keeps what it has evaluated: the tests of every file.
      return createRequire(import.meta.url)(path);
    },
    unstable_shouldLoadAsEsm: () => true,
    unstable_importModule: (path) => {
      setGlobals(withoutReplacing(runtime.requireModuleOrMock(path, '@jest/globals')));
      return import(pathToFileURL(path).href);
    },
  };
  return Object.assign(Object.create(runtime), native);
}

let isMapped = false;

/** Node resolves as jest would: what stands for other modules, and `@jest/globals`. */
function mapNames({ moduleNameMapper }: Config): void {
  if (isMapped) return;
  isMapped = true;
  const standIns = moduleNameMapper.map(
    ([pattern, path]) => [new RegExp(pattern), pathToFileURL(String(path)).href] as const,
  );
  standIns.push([/^@jest\/globals$/, import.meta.resolve('./jest-globals.ts')]);
  registerHooks({
    resolve(specifier, context, next) {
      const url = standIns.find(([pattern]) => pattern.test(specifier))?.[1];
      return url === undefined ? next(specifier, context) : { url, shortCircuit: true };
    },
  });
}
