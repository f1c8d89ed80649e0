import { ModernFakeTimers } from '@jest/fake-timers';
import { ModuleMocker } from 'jest-mock';

interface Options {
  readonly projectConfig: ConstructorParameters<typeof ModernFakeTimers>[0]['config'];
}

/** Where `jest.setTimeout` keeps what it was told. */
const TIMEOUT = Symbol.for('TEST_TIMEOUT_SYMBOL');
const FAKED =
  'Modules that other files share remember moments, so a file that fakes the clock needs its own: begin it with a comment that says `@jest-environment node`, and why.';

/**
 * The environment of test files that share one realm, and so one evaluation of every module, with the other files of their
 * process. When a file is over, its spies, time-outs and environment variables are taken back. A file that leaves more behind, or
 * whose modules remember what a test did, says `@jest-environment node` in its first comment, and why.
 */
export default class SharedEnvironment {
  readonly global = globalThis;
  readonly fakeTimers = null;
  readonly fakeTimersModern: ModernFakeTimers;
  readonly moduleMocker = new ModuleMocker(globalThis);
  readonly #before = { console: globalThis.console, exit: process.exit, variables: { ...process.env } };

  constructor({ projectConfig }: Options) {
    this.fakeTimersModern = new ModernFakeTimers({ config: projectConfig, global: globalThis });
    this.fakeTimersModern.useFakeTimers = () => {
      throw new Error(FAKED);
    };
  }

  async setup(): Promise<void> {}

  async teardown(): Promise<void> {
    const { console, exit, variables } = this.#before;
    this.moduleMocker.restoreAllMocks();
    Reflect.deleteProperty(globalThis, TIMEOUT);
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
