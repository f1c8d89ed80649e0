import type { EventView } from '@ag06/client';
import { type KeptEvent, slimEvent } from './slim-event.ts';

/** The most events that the page keeps. */
const EVENTS_MAX = 50_000;

/** A log that is loaded is shown with so many events, with twice as many, and so on: drawing it costs more the longer it is. */
const FIRST_SHOWN = 2_000;

/** Loads the events after a number, in order. */
type LoadEvents = (after: number, signal: AbortSignal) => AsyncIterable<EventView>;

/** The events of one run from its first, as far as they were loaded. It only grows, up to its limit. */
export class RunLog {
  readonly #load: LoadEvents;
  readonly #max: number;
  readonly #events: KeptEvent[] = [];
  #isCut = false;
  #shownNext = FIRST_SHOWN;

  constructor(load: LoadEvents, max: number = EVENTS_MAX) {
    this.#load = load;
    this.#max = max;
  }

  /** In order, without gaps. The list is the same one each time; `lastSeq` tells whether it has grown. */
  get events(): readonly KeptEvent[] {
    return this.#events;
  }

  get lastSeq(): number {
    return this.#events.at(-1)?.event.seq ?? 0;
  }

  /** Whether the run has more events than are kept. */
  get isCut(): boolean {
    return this.#isCut;
  }

  /** Loads what has been added since. Calls back now and then while it loads. */
  async grow(signal: AbortSignal, onSome: () => void): Promise<void> {
    if (this.#isCut) return;
    for await (const event of this.#load(this.lastSeq, signal)) {
      if (signal.aborted) return;
      // One that began before may have added it meanwhile.
      if (event.seq <= this.lastSeq) continue;
      if (this.#events.length >= this.#max) {
        this.#isCut = true;
        return;
      }
      this.#events.push(slimEvent(event));
      if (this.#events.length < this.#shownNext) continue;
      this.#shownNext = 2 * this.#events.length;
      onSome();
    }
  }
}
