import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { READY } from '@ag06/service-host/program';
import { toStartError } from './start-error.ts';

const FIRST_RESTART_MS = 500;
const MAX_RESTART_MS = 15_000;
/** A process that lived at least this long is restarted without delay. */
const HEALTHY_AFTER_MS = 30_000;

interface ProcessSpec {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
}

export interface ProcessEvents {
  onLine(name: string, line: string): void;
  onNote(note: string): void;
}

/** A child process that is kept alive: started, started again when it dies, stopped with patience. It says by a message that it is up. */
export class ManagedProcess {
  readonly #spec: ProcessSpec;
  readonly #events: ProcessEvents;
  #child: ChildProcess | undefined;
  #restartMs = FIRST_RESTART_MS;
  #timer: NodeJS.Timeout | undefined;
  #isWanted = false;
  #ended: Promise<void> = Promise.resolve();

  constructor(spec: ProcessSpec, events: ProcessEvents) {
    this.#spec = spec;
    this.#events = events;
  }

  get pid(): number | undefined {
    return this.#child?.pid;
  }

  /** Whether the process that was started last has ended. */
  get hasEnded(): boolean {
    const child = this.#child;
    return child === undefined || child.exitCode !== null || child.signalCode !== null;
  }

  /** Resolves when the process says that it is up; rejects if it ends before, with its last lines. */
  async start(): Promise<void> {
    this.#isWanted = true;
    await this.#spawn(true);
  }

  /** From now on it may end by itself: it is not started again. */
  release(): void {
    this.#isWanted = false;
    clearTimeout(this.#timer);
  }

  /** Sends SIGTERM, and after `graceMs` SIGKILL. May be called twice. */
  async stop(graceMs: number): Promise<void> {
    this.release();
    const child = this.#child;
    if (child === undefined || this.hasEnded) return;
    child.kill('SIGTERM');
    const killer = setTimeout(() => child.kill('SIGKILL'), graceMs);
    await this.#ended;
    clearTimeout(killer);
  }

  /** Sends SIGKILL at once. */
  kill(): void {
    this.release();
    this.#child?.kill('SIGKILL');
  }

  #spawn(isFirst: boolean): Promise<void> {
    const { name, command, args, env } = this.#spec;
    const startedAt = performance.now();
    const child = spawn(command, args, {
      env: { ...process.env, ...env },
      // The child says on the channel that it is up, and notices that it closes when this process ends.
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    this.#child = child;
    const last: string[] = [];
    let isReady = false;
    return new Promise((resolve, reject) => {
      const onLine = (line: string) => {
        if (last.push(line) > 20) last.shift();
        this.#events.onLine(name, line);
      };
      child.on('message', (message) => {
        if (message !== READY) return;
        isReady = true;
        resolve();
      });
      for (const stream of [child.stdout, child.stderr]) {
        if (stream !== null) createInterface({ input: stream }).on('line', onLine);
      }
      this.#ended = new Promise((over) => child.once('close', () => over()));
      child.once('error', (error) => reject(new Error(`${name} cannot be started: ${error.message}`)));
      child.once('close', (code, signal) => {
        if (isFirst && !isReady) {
          this.#isWanted = false;
          reject(toStartError(name, { code, signal, lines: last }));
        } else this.#startAgain(performance.now() - startedAt, signal ?? String(code));
      });
    });
  }

  #startAgain(livedMs: number, how: string): void {
    if (!this.#isWanted) return;
    this.#restartMs =
      livedMs > HEALTHY_AFTER_MS ? FIRST_RESTART_MS : Math.min(2 * this.#restartMs, MAX_RESTART_MS);
    this.#events.onNote(`${this.#spec.name} ended (${how}); it is started again in ${this.#restartMs} ms`);
    this.#timer = setTimeout(() => {
      this.#spawn(false).catch((error: unknown) => this.#events.onNote(String(error)));
    }, this.#restartMs);
  }
}
