/** One event of a stream, with the id that was the last when it came. */
export interface StreamedEvent {
  readonly id: string;
  readonly event: string;
  readonly data: unknown;
  /** `performance.now()` when it came. */
  readonly cameAt: number;
}

/** Follows server-sent events, as a browser would: for tests. */
export class EventStream {
  readonly events: StreamedEvent[] = [];
  /** The id to go on behind. */
  lastId = '';
  comments = 0;
  readonly status: number;
  readonly headers: Headers;
  /** Resolves when the server has ended it, or it was closed. */
  readonly ended: Promise<void>;
  readonly #closing: AbortController;

  private constructor(response: Response, closing: AbortController, startPaused: Promise<void>) {
    this.status = response.status;
    this.headers = response.headers;
    this.#closing = closing;
    this.ended = startPaused.then(() => this.#read(response)).catch(() => {});
  }

  /** Reads nothing before `paused` resolves. */
  static async open(
    url: string,
    {
      lastId,
      paused = Promise.resolve(),
    }: { readonly lastId?: string; readonly paused?: Promise<void> } = {},
  ): Promise<EventStream> {
    const closing = new AbortController();
    const headers = lastId === undefined ? {} : { 'last-event-id': lastId };
    return new EventStream(await fetch(url, { headers, signal: closing.signal }), closing, paused);
  }

  async close(): Promise<void> {
    this.#closing.abort();
    await this.ended;
  }

  async #read(response: Response): Promise<void> {
    const decoder = new TextDecoder();
    let rest = '';
    for await (const bytes of response.body ?? []) {
      const blocks = (rest + decoder.decode(bytes, { stream: true })).split('\n\n');
      rest = blocks.pop() ?? '';
      for (const block of blocks) this.#take(block);
    }
  }

  #take(block: string): void {
    const lines = block.split('\n');
    const field = (name: string) =>
      lines.find((line) => line.startsWith(`${name}: `))?.slice(name.length + 2);
    this.lastId = field('id') ?? this.lastId;
    this.comments += lines.filter((line) => line.startsWith(':')).length;
    const data = field('data');
    if (data === undefined) return;
    const event = { id: this.lastId, event: field('event') ?? 'message', data: JSON.parse(data) };
    this.events.push({ ...event, cameAt: performance.now() });
  }
}
