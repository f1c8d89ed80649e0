import type { EncodedEvent } from '../streams/encode-events.ts';

/** An event at its place in a stream in memory. */
export interface KeptEvent extends EncodedEvent {
  readonly position: number;
  readonly at: number;
}

/** A stream as its groups see it. */
export interface GroupedStream {
  readonly incarnation: number;
  readonly first: number;
  readonly last: number;
  /** Returns undefined for an event that is not kept. */
  at(position: number): KeptEvent | undefined;
}
