import type { SqlRow } from '@ag06/postgres';
import {
  type EncodedData,
  type RenewedStream,
  readCount,
  readOptional,
  readReference,
  readText,
  type StoredStreamEvent,
  type StreamSummary,
  skipBroken,
  type UnknownStream,
  unreadable,
} from '@ag06/store';

/** The columns of `ag06.stream_events e` that `toStoredEvent` reads. */
export const EVENT_COLUMNS =
  'e.position, e.at, e.type, e.id, e.correlation_id, e.trace_id, e.data, e.packed, e.large, e.size';

export const toStoredEvent = (row: SqlRow): StoredStreamEvent => ({
  position: row.position,
  at: row.at,
  type: row.type,
  id: row.id,
  correlationId: row.correlation_id,
  traceId: row.trace_id,
  data: toData(row),
});

function toData({ data, packed, large, size }: SqlRow): EncodedData {
  if (packed instanceof Uint8Array) return { packed, unpackedBytes: Number(size) };
  if (typeof large === 'string') return readLarge(large, Number(size));
  return { text: typeof data === 'string' ? data : '' };
}

/** A broken reference is a text that no JSON is, so its event alone is broken. */
const readLarge = (text: string, size: number): EncodedData =>
  skipBroken(() => readReference(text, size)) ?? { text };

/** The columns of `ag06.streams s` that `toSummary` reads. */
export const SUMMARY_COLUMNS = 's.stream, s.incarnation, s.first, s.first_at, s.last, s.last_at, s.bytes';

export function toSummary(row: SqlRow): StreamSummary {
  const [first, last] = [readCount('first', row.first), readCount('last', row.last)];
  const count = last - first + 1;
  return {
    stream: readText('stream', row.stream),
    incarnation: readCount('incarnation', row.incarnation),
    count,
    first: count === 0 ? undefined : { position: first, at: readCount('first_at', row.first_at) },
    last: { position: last, at: readCount('last_at', row.last_at) },
    bytes: readCount('bytes', row.bytes),
  };
}

/** Returns the answers that name no stream, or another incarnation of it; undefined for any other. */
export function readAbsence({ result, incarnation }: SqlRow): UnknownStream | RenewedStream | undefined {
  if (result === 'unknown') return { result };
  if (result === 'renewed') return { result, incarnation: readCount('incarnation', incarnation) };
  return undefined;
}

export function readPositions(name: string, value: unknown): readonly number[] {
  const list = readOptional((_, found) => found, name, value) ?? [];
  if (!Array.isArray(list)) throw unreadable(name, 'a list', value);
  return list.map((position) => readCount(name, position));
}
