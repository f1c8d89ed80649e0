import vm from 'node:vm';

// Node has it; its types do not.
declare module 'node:vm' {
  interface SourceTextModule {
    createCachedData(): Buffer;
  }
}

type ModuleClass = typeof vm.SourceTextModule;
type ModuleOptions = NonNullable<ConstructorParameters<ModuleClass>[1]>;

interface KnownModule {
  readonly code: string;
  /** Undefined for what was compiled once: most test files are never compiled again. */
  readonly data?: Buffer;
}

/** Returns a class of modules that reads from memory what was compiled for an earlier context. */
export function reuseModules(Module: ModuleClass = vm.SourceTextModule): ModuleClass {
  const known = new Map<string, KnownModule>();
  return new Proxy(Module, {
    construct(_, [code, options = {}]: [string, ModuleOptions?]) {
      const { identifier } = options;
      const earlier = identifier === undefined ? undefined : known.get(identifier);
      // V8 compares no more than the length.
      const isSame = earlier?.code === code;
      const read = isSame && earlier.data && withData(Module, code, { ...options, cachedData: earlier.data });
      if (read) return read;
      const module = new Module(code, options);
      if (identifier !== undefined)
        known.set(identifier, isSame ? { code, data: module.createCachedData() } : { code });
      return module;
    },
  });
}

/** Undefined if V8 refuses the data, as after a change of its flags. */
function withData(
  Module: ModuleClass,
  code: string,
  options: ModuleOptions,
): vm.SourceTextModule | undefined {
  try {
    return new Module(code, options);
  } catch {
    return undefined;
  }
}
