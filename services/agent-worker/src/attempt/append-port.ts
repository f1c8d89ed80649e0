import type { EventStore } from '@ag06/store';

/** Where handlers append to streams, and the settings of that. */
export interface AppendPort {
  readonly events: Pick<EventStore, 'append'>;
  /** How long events without an id are compared by their content, in milliseconds. */
  readonly dedupeMs: number;
  /** The most bytes of an event's data. */
  readonly eventBytes: number;
}
