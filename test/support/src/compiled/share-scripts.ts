import vm from 'node:vm';

type Compile = typeof vm.compileFunction;
type DynamicImport = NonNullable<vm.CompileFunctionOptions['importModuleDynamically']>;

interface SharedScript {
  readonly text: string;
  readonly script: vm.Script;
  /** Of the context that the script ran in last: a process runs one test file at a time. */
  importModule: DynamicImport | undefined;
}

/**
 * Returns a `compileFunction` that compiles a file once for all contexts. They share its code, also that of functions which
 * are compiled when they are called first; each context has its own functions and variables.
 */
export function shareScripts(compile: Compile = vm.compileFunction): Compile {
  const scripts = new Map<string, SharedScript>();
  return (code, params = [], options = {}) => {
    const { filename, parsingContext, importModuleDynamically } = options;
    if (filename === undefined || parsingContext === undefined) return compile(code, params, options);
    const head = `(function (${params.join(',')}) {`;
    const text = `${head}${code}\n})`;
    let shared = scripts.get(filename);
    if (shared?.text !== text) {
      shared = prepare(text, filename, head.length);
      // The usual error.
      if (shared === undefined) return compile(code, params, options);
      scripts.set(filename, shared);
    }
    shared.importModule = importModuleDynamically;
    return shared.script.runInContext(parsingContext);
  };
}

/** Undefined for text that is no JavaScript. */
function prepare(text: string, filename: string, headLength: number): SharedScript | undefined {
  try {
    const script = new vm.Script(text, {
      filename,
      columnOffset: -headLength,
      importModuleDynamically: (...args) => {
        if (shared.importModule === undefined) throw new Error(`${filename} may not import modules.`);
        return Reflect.apply(shared.importModule as (...all: unknown[]) => vm.Module, undefined, args);
      },
    });
    const shared: SharedScript = { text, script, importModule: undefined };
    return shared;
  } catch {
    return undefined;
  }
}
