import { type StreamAppended, toRfc3339 } from '@ag06/contracts';
import type { NewEvent } from '@ag06/store';
import { countAppend } from '@ag06/telemetry';
import type { Parts } from '../../parts.ts';
import { conflict, keyReused, tooLarge } from './stream-refusals.ts';

interface EventAppend {
  readonly tenant: string;
  readonly stream: string;
  /** Names this append: a repeat gets the same answer. */
  readonly command: string;
  /** Of the request, if its caller chose the name. */
  readonly fingerprint?: string | undefined;
  readonly events: readonly NewEvent[];
  readonly expect: number | undefined;
}

/**
 * Appends events to a stream, all or none. Duplicates are no error: they have the position of the first. Throws
 * `Refusal` STREAM_CONFLICT, KEY_REUSED, EVENT_TOO_LARGE, EVENTS_TOO_LARGE.
 */
export async function appendEvents(
  { store, streams, appends, book }: Pick<Parts, 'store' | 'streams' | 'appends' | 'book'>,
  append: EventAppend,
): Promise<StreamAppended> {
  const { dedupeMs, eventBytes: eventMaxBytes } = streams;
  const sentAt = performance.now();
  const answer = await store.events.append({ ...append, dedupeMs, eventMaxBytes });
  switch (answer.result) {
    case 'appended': {
      const ms = performance.now() - sentAt;
      countAppend(book, 'api', answer.events, ms);
      appends.add(200, ms);
      const events = answer.events.map(({ position, at, duplicate }) => ({
        position,
        at: toRfc3339(at),
        duplicate,
      }));
      return { events, last: answer.last, incarnation: answer.incarnation };
    }
    case 'conflict':
      throw conflict(append.stream, append.expect ?? 0, answer.last);
    case 'reused':
      throw keyReused(append.stream);
    case 'too_large':
      throw tooLarge(answer);
  }
}
