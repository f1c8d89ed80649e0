import type {
  CorrelatedEvent,
  CorrelationPosition,
  CorrelationQuery,
  StreamEvent,
  StreamSummary,
} from '../event-store.ts';
import { skipBroken } from '../records/broken-record.ts';

/** A stream as it is listed; `read` throws `STORE_RECORD_INVALID` if its record is broken. */
interface ListedStream {
  readonly stream: string;
  readonly read: () => StreamSummary;
}

/**
 * Lists `limit` streams whose records are sound, or all that there are. `load` returns the next streams by name, fewer than
 * it is asked for only at the end. A broken one takes no place, so that it neither ends a list nor shortens it.
 */
export async function listSound(
  after: string | undefined,
  limit: number,
  load: (after: string | undefined, limit: number) => Promise<readonly ListedStream[]>,
): Promise<readonly StreamSummary[]> {
  const found: StreamSummary[] = [];
  for (let last = after; found.length < limit; ) {
    const asked = limit - found.length;
    const page = await load(last, asked);
    for (const { read } of page) found.push(...[skipBroken(read) ?? []].flat());
    if (page.length < asked) break;
    last = page.at(-1)?.stream;
  }
  return found;
}

/** An event as it is found under a correlation id; `read` returns undefined if it is broken. */
export interface StoredCorrelated {
  readonly place: CorrelationPosition;
  readonly incarnation: number;
  readonly read: () => Promise<StreamEvent | undefined>;
}

/** Reads the next page with a sound event. `load` returns the events after a place, none only at the end. */
export async function readSound(
  query: CorrelationQuery,
  load: (query: CorrelationQuery) => Promise<readonly StoredCorrelated[]>,
): Promise<readonly CorrelatedEvent[]> {
  for (let { after } = query; ; ) {
    const page = await load({ ...query, after });
    const events = await Promise.all(page.map(readOne));
    const sound = events.flat();
    if (sound.length > 0 || page.length === 0) return sound;
    after = page.at(-1)?.place;
  }
}

async function readOne({ place, incarnation, read }: StoredCorrelated): Promise<readonly CorrelatedEvent[]> {
  const event = await read();
  return event === undefined ? [] : [{ stream: place.stream, incarnation, event }];
}
