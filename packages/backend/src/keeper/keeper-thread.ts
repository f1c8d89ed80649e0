import { Worker } from 'node:worker_threads';
import type { KeeperOrder, KeeperTask, KeeperWord } from './keeper-task.ts';
import { LoopBeat } from './loop-beat.ts';

/** The thread makes little garbage. With the default limit its heap would grow by 10 MB more before a collection. */
const FRUGAL = { maxYoungGenerationSizeMb: 2 };
const READY_WITHIN_MS = 5_000;
const STOPPED_WITHIN_MS = 2_000;
const RESTART_STEP_MS = 1_000;
const RESTART_MAX_MS = 30_000;
/** In the repository the thread runs the source, in a package the built JavaScript. */
const ENTRY = new URL(`./main-keeper${import.meta.url.endsWith('.ts') ? '.ts' : '.js'}`, import.meta.url);

/** Tells the thread about pages of locks. */
export interface SharedLocks {
  share(onPage: (memory: SharedArrayBuffer) => void): void;
}

interface KeeperThreadOptions {
  readonly task: KeeperTask;
  readonly locks: SharedLocks;
  readonly onError: (error: Error) => void;
  readonly entry?: URL;
}

/** The thread that renews locks beside the event loop. One that dies is started again; meanwhile the loop renews. */
export class KeeperThread {
  readonly #options: KeeperThreadOptions;
  readonly #beat: LoopBeat;
  readonly #pages: SharedArrayBuffer[] = [];
  #record: Extract<KeeperOrder, { is: 'record' }> | undefined;
  #thread: Worker | undefined;
  #restart: NodeJS.Timeout | undefined;
  readonly #ready = Promise.withResolvers<void>();
  #deaths = 0;
  #stopped: Promise<void> | undefined;

  constructor(options: KeeperThreadOptions) {
    this.#options = options;
    this.#beat = new LoopBeat(options.task.beat);
  }

  /** Resolves when the thread renews locks, or after a short while if it does not start. */
  async start(): Promise<void> {
    this.#options.locks.share((memory) => {
      this.#pages.push(memory);
      this.#thread?.postMessage({ is: 'page', memory } satisfies KeeperOrder);
    });
    this.#begin();
    const timer = setTimeout(() => this.#ready.resolve(), READY_WITHIN_MS);
    await this.#ready.promise;
    clearTimeout(timer);
  }

  /** Whether locks are being renewed without the event loop. */
  isKeeping(): boolean {
    return this.#beat.unkeptMs() < this.#options.task.lockMs / 2;
  }

  remember(record: Extract<KeeperOrder, { is: 'record' }>['record']): void {
    this.#record = { is: 'record', record };
    this.#thread?.postMessage(this.#record);
  }

  /** Resolves when the thread is gone. May be called twice, or before `start`. */
  stop(): Promise<void> {
    this.#stopped ??= this.#end();
    return this.#stopped;
  }

  #begin(): void {
    const { task, entry = ENTRY, onError } = this.#options;
    const thread = new Worker(entry, { workerData: task, name: 'ag06-keeper', resourceLimits: FRUGAL });
    // It looks after the process, and does not keep it alive.
    thread.unref();
    thread.on('message', (word: KeeperWord) => {
      if (word.is === 'ready') this.#ready.resolve();
      else onError(new Error(word.message));
    });
    thread.on('error', (error) => onError(error));
    thread.on('exit', () => this.#beginAgain(thread));
    for (const memory of this.#pages) thread.postMessage({ is: 'page', memory } satisfies KeeperOrder);
    if (this.#record !== undefined) thread.postMessage(this.#record);
    this.#thread = thread;
  }

  #beginAgain(dead: Worker): void {
    if (this.#thread !== dead || this.#stopped !== undefined) return;
    this.#thread = undefined;
    const waitMs = Math.min(RESTART_STEP_MS * 2 ** this.#deaths++, RESTART_MAX_MS);
    this.#options.onError(
      new Error(
        `The thread that renews locks died; it starts again in ${waitMs} ms, and the event loop renews.`,
      ),
    );
    this.#restart = setTimeout(() => this.#begin(), waitMs).unref();
  }

  async #end(): Promise<void> {
    clearTimeout(this.#restart);
    this.#ready.resolve();
    const thread = this.#thread;
    if (thread === undefined) return;
    const exited = new Promise((resolve) => thread.once('exit', resolve));
    thread.postMessage({ is: 'stop' } satisfies KeeperOrder);
    const timer = setTimeout(() => void thread.terminate(), STOPPED_WITHIN_MS);
    await exited;
    clearTimeout(timer);
  }
}
