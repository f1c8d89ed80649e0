import type { Dispatcher } from 'undici';
import type { GuardOptions } from './open-dispatcher.ts';

/** The connections of one process. They are opened at the first call, because most processes make none. */
export class Connections {
  readonly #guard: GuardOptions;
  #dispatcher: Promise<Dispatcher> | undefined;
  #isClosed = false;

  constructor(guard: GuardOptions) {
    this.#guard = guard;
  }

  async request(options: Dispatcher.RequestOptions): Promise<Dispatcher.ResponseData> {
    if (this.#isClosed) throw new Error('The worker is stopping: its connections are closed.');
    this.#dispatcher ??= this.#open();
    return (await this.#dispatcher).request(options);
  }

  /** Closes all connections and ends requests under way. May be called twice, or before the first call. */
  async close(): Promise<void> {
    this.#isClosed = true;
    const opened = this.#dispatcher;
    this.#dispatcher = undefined;
    await (await opened)?.destroy();
  }

  async #open(): Promise<Dispatcher> {
    const { openDispatcher } = await import('./open-dispatcher.ts');
    return openDispatcher(this.#guard);
  }
}
