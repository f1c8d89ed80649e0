import { parsePauseDocument, pauseOf, toHoldReason } from '@ag06/contracts';
import type { Parts } from '../parts.ts';
import { Unblocker } from './unblocker.ts';

const BATCH = 200;

/**
 * Dispatches the steps that a pause of an agent, a workflow or the fleet held back, once it has ended, oldest run
 * first. It reads which pauses are in force and not which have changed, so any number of dispatchers can do it, at any
 * time.
 */
export class HeldDispatch {
  readonly #parts: Parts;
  readonly #unblocker: Unblocker;
  /** By the name of the pause. */
  readonly #underWay = new Map<string, Promise<void>>();
  #unwatch: () => Promise<void> = async () => {};
  #isStopped = false;

  constructor(parts: Parts) {
    this.#parts = parts;
    this.#unblocker = new Unblocker(parts);
  }

  /** Subscribes to changes of pauses, so that held steps are dispatched as soon as a pause ends. */
  async start(): Promise<void> {
    this.#unwatch = await this.#parts.store.shared.watch('pause', (name) => {
      this.#free(name).catch((err: unknown) => {
        this.#parts.log.warn({ err, pause: name }, 'What a pause kept is dispatched later.');
      });
    });
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    await this.#unwatch();
  }

  /** Dispatches all steps whose hold has ended. `reasons` are the reasons for which any step is blocked. */
  async look(reasons: readonly string[]): Promise<void> {
    const names = reasons.flatMap((reason) => pauseOf(reason) ?? []);
    await Promise.all(names.map((name) => this.#free(name)));
  }

  #free(name: string): Promise<void> {
    const known = this.#underWay.get(name);
    if (known !== undefined) return known;
    const done = this.#freeAll(name).finally(() => this.#underWay.delete(name));
    this.#underWay.set(name, done);
    return done;
  }

  /** Dispatches all steps of one hold in batches. Checks before each batch that the pause has not come back. */
  async #freeAll(name: string): Promise<void> {
    while (!this.#isStopped && !(await this.#isPaused(name))) {
      const { dispatched, isLast } = await this.#unblocker.unblockSome(toHoldReason(name), BATCH);
      if (dispatched > 0) this.#parts.log.debug({ pause: name, dispatched }, 'Held steps were dispatched.');
      if (isLast) return;
    }
  }

  async #isPaused(name: string): Promise<boolean> {
    const found = await this.#parts.store.shared.load('pause', name);
    return found !== undefined && parsePauseDocument(found.text)?.isPaused === true;
  }
}
