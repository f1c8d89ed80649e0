/** Whether the dispatcher answers. */
export type ConnectionState = 'connecting' | 'live' | 'reconnecting';

/** Answers of a proxy whose dispatcher is away. */
const AWAY = [502, 504];

/** Watches the page's requests, and tells from them whether the dispatcher answers. */
export class Connection {
  #state: ConnectionState = 'connecting';
  readonly #listeners = new Set<() => void>();

  get state(): ConnectionState {
    return this.#state;
  }

  /** Calls the listener at each change. Returns what ends that. */
  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** Returns a `fetch` that is watched. A request that its caller aborts tells nothing. */
  watch(send: typeof fetch): typeof fetch {
    return async (input, init) => {
      try {
        const response = await send(input, init);
        this.#set(AWAY.includes(response.status) ? 'reconnecting' : 'live');
        return response;
      } catch (error) {
        if (init?.signal?.aborted !== true) this.#set('reconnecting');
        throw error;
      }
    };
  }

  #set(state: ConnectionState): void {
    if (state === this.#state) return;
    this.#state = state;
    for (const listener of this.#listeners) listener();
  }
}
