import {
  type AppendAnswer,
  type AppendedEvent,
  STREAM_LIMITS,
  type StreamAppend,
  type StreamDescription,
} from '../event-store.ts';
import type { EncodedEvent } from '../streams/encode-events.ts';
import type { GroupedStream, KeptEvent } from './kept-event.ts';
import type { MemoryGroup } from './memory-group.ts';

interface Known extends Place {
  readonly expiresAt: number;
}

interface Place {
  readonly position: number;
  readonly at: number;
}

interface KeptAnswer {
  readonly at: number;
  readonly answer: AppendAnswer;
  readonly fingerprint: string | undefined;
}

/** Roughly what an answer takes. */
const bytesOf = (answer: AppendAnswer): number =>
  100 + (answer.result === 'appended' ? 16 * answer.events.length : 0);

/** Of an append: the time of its events, the clock, and how long contents are compared. */
interface Times {
  readonly at: number;
  readonly now: number;
  readonly dedupeMs: number;
}

/** One incarnation of a stream. */
export class MemoryStream implements GroupedStream {
  readonly incarnation: number;
  readonly name: string;
  readonly groups = new Map<string, MemoryGroup>();
  /** The owners of the large data of the events that are kept. */
  readonly large = new Set<string>();
  /** The events that are kept, without gaps. */
  readonly events: KeptEvent[] = [];
  first = 1;
  last = 0;
  lastAt = 0;
  #bytes = 0;
  readonly #ids = new Map<string, Place>();
  readonly #contents = new Map<string, Known>();
  readonly #commands = new Map<string, KeptAnswer>();
  /** Those with a fingerprint. */
  readonly #named = new Map<string, KeptAnswer>();
  #namedBytes = 0;
  /** Counts by type; the first of them keep their place when nothing of their type is left. */
  readonly #types = new Map<string, number>();
  #otherTypes = 0;

  constructor(name: string, incarnation: number) {
    this.name = name;
    this.incarnation = incarnation;
  }

  append(append: StreamAppend, events: readonly EncodedEvent[], now: number): AppendAnswer {
    const { command, fingerprint } = append;
    const answers = fingerprint === undefined ? this.#commands : this.#named;
    const known = answers.get(command);
    if (known !== undefined) return known.fingerprint === fingerprint ? known.answer : { result: 'reused' };
    if (append.expect !== undefined && append.expect !== this.last)
      return { result: 'conflict', last: this.last };
    const at = Math.max(now, this.lastAt);
    this.#forget(now);
    const times = { at, now, dedupeMs: append.dedupeMs };
    const appended = events.map((event) => this.#appendOne(event, times));
    const { incarnation, last } = this;
    const answer: AppendAnswer = { result: 'appended', incarnation, events: appended, last };
    answers.set(command, { at: now, answer, fingerprint });
    if (fingerprint !== undefined) this.#namedBytes += bytesOf(answer);
    return answer;
  }

  #appendOne(event: EncodedEvent, times: Times): AppendedEvent {
    const { at, now, dedupeMs } = times;
    const content = event.hash?.toString('latin1');
    const first = this.#findFirst(event.id, content, times);
    if (first !== undefined) return { ...first, duplicate: true };
    const place = { position: ++this.last, at };
    this.lastAt = at;
    this.events.push({ ...event, ...place });
    if ('owner' in event.data) this.large.add(event.data.owner);
    this.#bytes += event.bytes;
    this.#count(event.type, 1);
    if (event.id !== undefined) this.#ids.set(event.id, place);
    if (content !== undefined) {
      // Behind all others, which expire before it.
      this.#contents.delete(content);
      this.#contents.set(content, { ...place, expiresAt: now + dedupeMs });
    }
    return { ...place, duplicate: false };
  }

  #findFirst(
    id: string | undefined,
    content: string | undefined,
    { now, dedupeMs }: Times,
  ): Place | undefined {
    if (id !== undefined) return this.#ids.get(id);
    const known = content === undefined ? undefined : this.#contents.get(content);
    // One that would expire later than an event of now is from before the clock was set back.
    return known !== undefined && now < known.expiresAt && known.expiresAt <= now + dedupeMs
      ? { position: known.position, at: known.at }
      : undefined;
  }

  #count(type: string, more: number): void {
    const counted = this.#types.get(type);
    if (counted !== undefined || this.#types.size < STREAM_LIMITS.types)
      this.#types.set(type, (counted ?? 0) + more);
    else this.#otherTypes += more;
  }

  #forget(now: number): void {
    for (const [content, { expiresAt }] of this.#contents) {
      if (expiresAt > now) break;
      this.#contents.delete(content);
    }
    for (const [command, kept] of this.#commands) {
      const isKept = this.#commands.size < STREAM_LIMITS.commands && kept.at + STREAM_LIMITS.commandMs > now;
      if (isKept) break;
      this.#commands.delete(command);
    }
    for (const [command, kept] of this.#named) {
      const isRoom = this.#namedBytes <= STREAM_LIMITS.namedBytes;
      if (isRoom && kept.at + STREAM_LIMITS.commandMs > now) break;
      this.#named.delete(command);
      this.#namedBytes -= bytesOf(kept.answer);
    }
  }

  /** Returns undefined for an event that is not kept. */
  at(position: number): KeptEvent | undefined {
    return this.events[position - this.first];
  }

  /** Returns the first position whose time is not before `at`; `last + 1` if there is none. */
  positionAt(at: number): number {
    let [low, high] = [this.first, this.last + 1];
    while (low < high) {
      const middle = Math.floor((low + high) / 2);
      if ((this.at(middle)?.at ?? 0) < at) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** Removes the events before this position. Returns how many. */
  trim(before: number): number {
    const removed = this.events.splice(0, Math.max(0, before - this.first));
    for (const { type, bytes, data } of removed) {
      if ('owner' in data) this.large.delete(data.owner);
      this.#bytes -= bytes;
      this.#count(type, -1);
    }
    this.first += removed.length;
    return removed.length;
  }

  describe(): StreamDescription {
    const [first] = this.events;
    return {
      stream: this.name,
      incarnation: this.incarnation,
      count: this.events.length,
      first: first && { position: first.position, at: first.at },
      last: { position: this.last, at: this.lastAt },
      bytes: this.#bytes,
      types: new Map([...this.#types].filter(([, count]) => count > 0)),
      otherTypes: this.#otherTypes,
    };
  }
}
