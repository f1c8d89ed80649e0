import { setImmediate as nextTurn } from 'node:timers/promises';
import { Refusal } from '@ag06/contracts';
import type { EventPage, EventStore } from '@ag06/store';

/** A stream is watched for this long after its last reader left, in case one comes back. */
const LINGER_MS = 10_000;
/** Readers that are woken in one turn of the event loop. */
const READERS_A_TURN = 100;
const PAGE = 500;

interface StreamHubOptions {
  /** The most readers of all streams; one more is refused. */
  readonly readersMax: number;
}

/** Tells the readers of this process when there are new events. Watches a stream once, and only while it has readers. */
export class StreamHub {
  readonly #events: Pick<EventStore, 'read' | 'watch'>;
  readonly #readersMax: number;
  readonly #stopping = new AbortController();
  readonly #watched = new Map<string, WatchedStream>();
  #readers = 0;

  constructor(events: Pick<EventStore, 'read' | 'watch'>, { readersMax }: StreamHubOptions) {
    this.#events = events;
    this.#readersMax = readersMax;
  }

  /** Aborted when the process drains. */
  get stopping(): AbortSignal {
    return this.#stopping.signal;
  }

  get readers(): number {
    return this.#readers;
  }

  /** Registers a reader of a stream, who must leave again. Throws `Refusal` FEED_FULL. */
  async join(tenant: string, stream: string): Promise<WatchedStream> {
    if (this.#readers >= this.#readersMax) {
      const message = `This dispatcher serves ${this.#readersMax} readers of streams (AG06_FEED_READERS). Try again, or another one.`;
      throw new Refusal(503, 'FEED_FULL', message, { retryAfterMs: 5_000 });
    }
    this.#readers++;
    const key = `${tenant} ${stream}`;
    const watched = this.#watched.get(key) ?? new WatchedStream(this.#events, tenant, stream);
    this.#watched.set(key, watched);
    try {
      await watched.enter();
      return watched;
    } catch (error) {
      this.leave(watched);
      throw error;
    }
  }

  leave(watched: WatchedStream): void {
    this.#readers--;
    watched.exit(() => this.#watched.delete(`${watched.tenant} ${watched.stream}`));
  }

  /** Has all readers look again: notifications can be lost, and a deletion sends none. */
  look(): void {
    for (const watched of this.#watched.values()) void watched.wake();
  }

  stop(): void {
    this.#stopping.abort();
    for (const watched of this.#watched.values()) watched.close();
    this.#watched.clear();
  }
}

/** A page that many readers wait for. They go on a few in each turn of the event loop. */
class SharedPage {
  #page: Promise<EventPage>;
  #readers = 0;

  constructor(page: Promise<EventPage>) {
    this.#page = page;
  }

  take(): Promise<EventPage> {
    if (++this.#readers % READERS_A_TURN === 0) this.#page = this.#page.then((page) => nextTurn(page));
    return this.#page;
  }
}

/** A stream that has readers here. */
export class WatchedStream {
  readonly tenant: string;
  readonly stream: string;
  readonly #events: Pick<EventStore, 'read' | 'watch'>;
  readonly #pages = new Map<string, SharedPage>();
  #readers = 0;
  #watching: Promise<() => Promise<void>> | undefined;
  #waiting: (() => void)[] = [];
  #linger: NodeJS.Timeout | undefined;

  constructor(events: Pick<EventStore, 'read' | 'watch'>, tenant: string, stream: string) {
    this.#events = events;
    this.tenant = tenant;
    this.stream = stream;
  }

  /** Resolves once it is watched. */
  async enter(): Promise<void> {
    this.#readers++;
    clearTimeout(this.#linger);
    this.#watching ??= this.#events.watch(this.tenant, this.stream, () => void this.wake());
    try {
      await this.#watching;
    } catch (error) {
      this.#watching = undefined;
      throw error;
    }
  }

  /** `onClosed` is called when nobody has come back for a while. */
  exit(onClosed: () => void): void {
    this.#readers--;
    if (this.#readers > 0) return;
    this.#linger = setTimeout(() => {
      this.close();
      onClosed();
    }, LINGER_MS);
    this.#linger.unref();
  }

  close(): void {
    clearTimeout(this.#linger);
    const watching = this.#watching;
    this.#watching = undefined;
    watching?.then((stop) => stop()).catch(() => {});
    void this.wake();
  }

  /** Resolves when there may be new events. */
  changed(): Promise<void> {
    return new Promise((resolve) => void this.#waiting.push(resolve));
  }

  /** Reads a page. Readers at the same place share one question to the store. */
  read(after: number, incarnation: number | undefined): Promise<EventPage> {
    const key = `${after} ${incarnation}`;
    const asked = this.#pages.get(key);
    if (asked !== undefined) return asked.take();
    const { tenant, stream } = this;
    const page = this.#events
      .read({ tenant, stream, after, limit: PAGE, incarnation })
      .finally(() => this.#pages.delete(key));
    const shared = new SharedPage(page);
    this.#pages.set(key, shared);
    return shared.take();
  }

  /** Has the readers of this stream look again. */
  async wake(): Promise<void> {
    // A page that was asked for before an append may lack it.
    this.#pages.clear();
    for (const woken = this.#waiting.splice(0); woken.length > 0; ) {
      for (const wake of woken.splice(0, READERS_A_TURN)) wake();
      if (woken.length > 0) await nextTurn();
    }
  }
}
