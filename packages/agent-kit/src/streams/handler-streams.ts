import { LIMITS, PRINTABLE_PATTERN, STREAM_NAME_PATTERN } from '@ag06/contracts';
import { NonRetryable } from '../steering.ts';
import { toJsonText } from '../to-json-text.ts';
import type { AppendedEvent, AppendOptions, HandlerEvent, StreamWriter } from './stream-writer.ts';
import { toAppendId } from './to-append-id.ts';

/** What one attempt may have that is not stored yet, before it appends more. */
const UNSTORED_MAX = { events: 1_000, characters: 16 * 1024 * 1024 };
/** What is sent to the store at once. */
const BATCH = { events: 100, characters: 1024 * 1024 };

export interface HandlerStreamsOptions {
  /** Of the step: the same for each of its attempts. */
  readonly idempotencyKey: string;
  /** The most bytes of an event's data. */
  readonly eventBytes: number;
  /** Stores events of one stream in order, and resolves with one answer for each. The signal ends its tries. */
  readonly send: (
    stream: string,
    events: readonly HandlerEvent[],
    signal: AbortSignal,
  ) => Promise<readonly AppendedEvent[]>;
}

/** The streams that one attempt appends to. */
export class HandlerStreams {
  readonly #options: HandlerStreamsOptions;
  readonly #queues = new Map<string, StreamQueue>();
  /** How many events of a type and data were appended to a stream. */
  readonly #counts = new Map<string, number>();
  readonly #unstored = { events: 0, characters: 0 };
  #failure: { readonly error: unknown } | undefined;
  readonly #abandoned = new AbortController();
  #isOver = false;

  constructor(options: HandlerStreamsOptions) {
    this.#options = options;
  }

  /** @throws NonRetryable STREAM_INVALID */
  open(name: string): StreamWriter {
    if (!STREAM_NAME_PATTERN.test(name)) {
      const message = `A stream's name has 1 to 128 letters, digits, ".", "_", ":" and "-", and begins with a letter or digit; got ${JSON.stringify(name)}.`;
      throw new NonRetryable(message, { code: 'STREAM_INVALID' });
    }
    return { name, append: (type, data, options) => this.#append(name, type, data, options) };
  }

  /**
   * Resolves when everything that was appended so far is stored or refused; with the first refusal, if there was one.
   * Later appends are refused.
   */
  async end(): Promise<{ readonly error: unknown } | undefined> {
    this.#isOver = true;
    await Promise.all([...this.#queues.values()].map((queue) => queue.idle()));
    return this.#failure;
  }

  /** Refuses later appends, and tries no longer to store what is not stored yet. */
  abandon(): void {
    this.#isOver = true;
    this.#abandoned.abort();
  }

  #append(stream: string, type: string, data: unknown, { id }: AppendOptions = {}): Promise<AppendedEvent> {
    if (this.#isOver)
      throw refuse('APPEND_TOO_LATE', 'The attempt is over. Append before the handler returns.');
    this.#checkRoom();
    const event = this.#toEvent(stream, type, data, id);
    const queue =
      this.#queues.get(stream) ??
      new StreamQueue((events) => this.#options.send(stream, events, this.#abandoned.signal));
    this.#queues.set(stream, queue);
    this.#keep(event, 1);
    const storing = queue.add(event);
    storing.then(
      () => this.#keep(event, -1),
      (error: unknown) => {
        this.#keep(event, -1);
        this.#failure ??= { error };
      },
    );
    return storing;
  }

  /** Counts an event as not stored yet (1), or no longer (-1). */
  #keep({ dataText }: HandlerEvent, sign: 1 | -1): void {
    this.#unstored.events += sign;
    this.#unstored.characters += sign * dataText.length;
  }

  #checkRoom(): void {
    const { events, characters } = this.#unstored;
    if (events < UNSTORED_MAX.events && characters < UNSTORED_MAX.characters) return;
    const message = `${events} events of this attempt, of ${characters} characters, are not stored yet. Await what \`append\` returns.`;
    throw refuse('APPENDS_TOO_MANY', message);
  }

  #toEvent(stream: string, type: string, data: unknown, given: string | undefined): HandlerEvent {
    if (!STREAM_NAME_PATTERN.test(type)) {
      const message = `The type of an event has 1 to 128 letters, digits, ".", "_", ":" and "-"; got ${JSON.stringify(type)}.`;
      throw refuse('EVENT_INVALID', message);
    }
    if (given !== undefined && !PRINTABLE_PATTERN.test(given)) {
      const message = `The id of an event has 1 to 128 printable ASCII characters; got ${JSON.stringify(given)}.`;
      throw refuse('EVENT_INVALID', message);
    }
    const { eventBytes, idempotencyKey } = this.#options;
    const json = toJsonText(data, { maxBytes: eventBytes, maxDepth: LIMITS.depth });
    if (json.status === 'refused') {
      const code = json.reason === 'too_large' ? 'EVENT_TOO_LARGE' : 'EVENT_INVALID';
      throw refuse(code, `The data of event "${type}" cannot be stored as JSON: ${json.detail}`);
    }
    const { value, text } = json;
    const id = given ?? toAppendId(idempotencyKey, type, text, this.#count(stream, type, text));
    return { type, data: value, dataText: text, id };
  }

  #count(stream: string, type: string, dataText: string): number {
    const key = toAppendId(stream, type, dataText, 0);
    const count = (this.#counts.get(key) ?? 0) + 1;
    this.#counts.set(key, count);
    return count;
  }
}

const refuse = (code: string, message: string) => new NonRetryable(message, { code });

interface Queued {
  readonly event: HandlerEvent;
  readonly resolve: (appended: AppendedEvent) => void;
  readonly reject: (error: unknown) => void;
}

/** Sends the events of one stream in their order, those of one turn of the event loop together. */
class StreamQueue {
  readonly #send: (events: readonly HandlerEvent[]) => Promise<readonly AppendedEvent[]>;
  #waiting: Queued[] = [];
  #sending: Promise<void> | undefined;

  constructor(send: (events: readonly HandlerEvent[]) => Promise<readonly AppendedEvent[]>) {
    this.#send = send;
  }

  add(event: HandlerEvent): Promise<AppendedEvent> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ event, resolve, reject });
      this.#sending ??= this.#sendAll();
    });
  }

  /** Resolves when nothing waits any more. */
  async idle(): Promise<void> {
    await this.#sending;
  }

  async #sendAll(): Promise<void> {
    // What is appended in the same turn goes along.
    await Promise.resolve();
    while (this.#waiting.length > 0) await this.#sendBatch(this.#takeBatch());
    this.#sending = undefined;
  }

  #takeBatch(): readonly Queued[] {
    let count = 0;
    let characters = 0;
    for (const { event } of this.#waiting) {
      characters += event.dataText.length;
      if (count === BATCH.events || (count > 0 && characters > BATCH.characters)) break;
      count++;
    }
    return this.#waiting.splice(0, count);
  }

  async #sendBatch(batch: readonly Queued[]): Promise<void> {
    try {
      const appended = await this.#send(batch.map(({ event }) => event));
      for (const [i, { resolve, reject }] of batch.entries()) {
        const one = appended[i];
        if (one === undefined) reject(new Error('The store has not told the position of an event.'));
        else resolve(one);
      }
    } catch (error) {
      // Later events would overtake those that were refused.
      for (const { reject } of [...batch, ...this.#waiting.splice(0)]) reject(error);
    }
  }
}
