/** Whether the dispatcher answers. `refused`: it, or a proxy before it, does not know who asks. */
export type ConnectionState = 'connecting' | 'live' | 'reconnecting' | 'refused';

/** Answers of a proxy whose dispatcher is away. */
const AWAY = [502, 504];
const UNAUTHORIZED = 401;
/** What a log-in is asked for. Health may be told to anybody. */
const OF_API = '/v1/';

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
        this.#note(response.status, String(input instanceof Request ? input.url : input));
        return response;
      } catch (error) {
        if (init?.signal?.aborted !== true) this.#set('reconnecting');
        throw error;
      }
    };
  }

  #note(status: number, address: string): void {
    const isKept = this.#state === 'refused' && !address.includes(OF_API);
    if (status === UNAUTHORIZED) this.#set('refused');
    else if (!isKept) this.#set(AWAY.includes(status) ? 'reconnecting' : 'live');
  }

  #set(state: ConnectionState): void {
    if (state === this.#state) return;
    this.#state = state;
    for (const listener of this.#listeners) listener();
  }
}
