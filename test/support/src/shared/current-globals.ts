export type Globals = typeof import('@jest/globals');

/** What `@jest/globals` is to the test file that runs. */
const current: { globals?: Globals } = {};

export function setGlobals(globals: Globals): void {
  current.globals = globals;
}

/**
 * Stands for one export of `@jest/globals` in modules that several test files share: what is called or read is that of the
 * file that runs, while the module was evaluated for an earlier one.
 */
export function forwardGlobal(name: keyof Globals): unknown {
  return new Proxy(() => undefined, {
    apply(_target, self, args) {
      const found = find(name);
      if (typeof found !== 'function') throw new TypeError(`"${name}" of @jest/globals is no function.`);
      return Reflect.apply(found, self, args);
    },
    get: (_target, key) => Reflect.get(find(name), key),
  });
}

function find(name: keyof Globals): Globals[keyof Globals] {
  if (current.globals === undefined)
    throw new Error(`"${name}" of @jest/globals is for test files that run.`);
  return current.globals[name];
}
