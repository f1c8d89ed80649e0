import { setFlagsFromString } from 'node:v8';
import { ModernFakeTimers } from '@jest/fake-timers';
import { ModuleMocker } from 'jest-mock';

interface Options {
  readonly projectConfig: ConstructorParameters<typeof ModernFakeTimers>[0]['config'];
}

/** What jest-circus keeps the tests of a file at is another symbol for each file, of this name. */
const STATE = 'JEST_STATE_SYMBOL';
/** What jest-circus listens to until a file is over, and for ever if it could not be imported. */
const FAULTS = ['uncaughtException', 'unhandledRejection', 'rejectionHandled'] as const;
/** Where `jest.setTimeout` keeps what it was told. */
const TIMEOUT = Symbol.for('TEST_TIMEOUT_SYMBOL');
/** As V8 begins. A command of ag06 that reads much keeps the heap of its process small: files after it would need up to three times the CPU time. */
const HEAP_FLAGS = ['--semi-space-growth-factor=2', '--heap-growing-percent=0'];
const FAKED =
  'Modules that other files share remember moments, so a file that fakes the clock needs its own: begin it with a comment that says `@jest-environment node`, and why.';

/**
 * The environment of test files that share one realm, and so one evaluation of every module, with the other files of their
 * process. When a file is over, its spies, time-outs, environment variables and tests are taken back. A file that leaves more behind, or
 * whose modules remember what a test did, says `@jest-environment node` in its first comment, and why.
 */
export default class SharedEnvironment {
  readonly global = globalThis;
  readonly fakeTimers = null;
  readonly fakeTimersModern: ModernFakeTimers;
  readonly moduleMocker = new ModuleMocker(globalThis);
  readonly #before = {
    console: globalThis.console,
    exit: process.exit,
    variables: { ...process.env },
    symbols: Object.getOwnPropertySymbols(globalThis),
    listeners: FAULTS.map((name) => [name, process.rawListeners(name)] as const),
  };

  constructor({ projectConfig }: Options) {
    this.fakeTimersModern = new ModernFakeTimers({ config: projectConfig, global: globalThis });
    this.fakeTimersModern.useFakeTimers = () => {
      throw new Error(FAKED);
    };
  }

  async setup(): Promise<void> {}

  async teardown(): Promise<void> {
    const { console, exit, variables, symbols, listeners } = this.#before;
    this.moduleMocker.restoreAllMocks();
    for (const flag of HEAP_FLAGS) setFlagsFromString(flag);
    Reflect.deleteProperty(globalThis, TIMEOUT);
    // Else the tests of every file, and what they hold, stay in memory.
    for (const key of Object.getOwnPropertySymbols(globalThis))
      if (key.description === STATE && !symbols.includes(key)) Reflect.deleteProperty(globalThis, key);
    for (const [name, kept] of listeners)
      for (const listener of process.rawListeners(name))
        if (!kept.includes(listener)) Reflect.apply(process.removeListener, process, [name, listener]);
    globalThis.console = console;
    process.exit = exit;
    for (const name of Object.keys(process.env)) if (!(name in variables)) delete process.env[name];
    Object.assign(process.env, variables);
  }

  exportConditions(): string[] {
    return [];
  }

  /** Modules are evaluated by Node itself. */
  getVmContext(): null {
    return null;
  }
}
