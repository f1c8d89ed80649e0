import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';

/** A process of the bench that speaks over IPC. */
export class Child {
  readonly #child: ChildProcess;

  constructor(file: string, args: readonly string[], env: Readonly<Record<string, string>> = {}) {
    this.#child = fork(new URL(file, import.meta.url), args, {
      execArgv: ['--conditions=@ag06/source'],
      env: { ...process.env, ...env },
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    });
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  send(message: object): void {
    this.#child.send(message);
  }

  /** What the process says next. */
  async hears(): Promise<unknown> {
    const [message] = await once(this.#child, 'message');
    return message;
  }

  /** Resolves when the process says this word; rejects if it exits first. */
  async says(word: string): Promise<void> {
    const gone = once(this.#child, 'exit').then(() => {
      throw new Error(`A process of the bench ended before it said "${word}".`);
    });
    gone.catch(() => {});
    for (;;) {
      const [message] = await Promise.race([once(this.#child, 'message'), gone]);
      if (message === word) return;
    }
  }

  async stop(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const gone = once(this.#child, 'exit');
    this.#child.kill('SIGKILL');
    await gone;
  }
}
