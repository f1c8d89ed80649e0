import type { Json } from '@ag06/contracts';
import type { AppendedEvent, HandlerEvent } from './stream-writer.ts';

/** An event that the handler appended to a stream. */
export interface TrialEvent {
  readonly stream: string;
  readonly position: number;
  readonly type: string;
  readonly data: Json;
  readonly id: string;
}

/** Streams in memory, for an agent that is tried without a fleet. */
export class TrialStreams {
  readonly #events: TrialEvent[] = [];

  get events(): readonly TrialEvent[] {
    return this.#events;
  }

  append(stream: string, events: readonly HandlerEvent[]): readonly AppendedEvent[] {
    return events.map((event) => this.#appendOne(stream, event));
  }

  #appendOne(stream: string, { type, data, id }: HandlerEvent): AppendedEvent {
    const at = new Date().toISOString();
    const earlier = this.#events.filter((one) => one.stream === stream);
    const known = earlier.find((one) => one.id === id);
    if (known !== undefined) return { position: known.position, at, duplicate: true };
    const position = earlier.length + 1;
    this.#events.push({ stream, position, type, data, id });
    return { position, at, duplicate: false };
  }
}
