import { createHash } from 'node:crypto';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { promisify } from 'node:util';
// As a whole: a name that an older Node lacks would fail before it is told that it is too old.
import * as zlib from 'node:zlib';
import { type AppendAnswer, type NewEvent, STREAM_LIMITS, type StreamAppend } from '../event-store.ts';
import { unreadable } from '../records/broken-record.ts';
import type { EventBlobs, LargeData } from './event-blobs.ts';

const compress = promisify(zlib.zstdCompress);
const decompress = promisify(zlib.zstdDecompress);

/** Data from this size on is compressed, because smaller data gains little. */
const COMPRESSED_FROM_BYTES = 4 * 1024;

/** Others are served after so much data: hashes take time. */
const TURN_CHARACTERS = 64 * 1024;
/** Larger data is compared as text: to sort its keys would block the event loop. */
const SORTED_MAX_CHARACTERS = 64 * 1024;

/** What compressed data may become at most, so that a broken record does not fill the memory. */
const UNPACKED_MAX_BYTES = 64 * 1024 * 1024;

/** Data as stores keep it: as JSON text, or compressed by zstd where that is smaller. */
export type EncodedData =
  | { readonly text: string }
  /** `unpackedBytes`: of the JSON text. */
  | PackedData
  /** Above the inline limit: a reference. */
  | LargeData;

interface PackedData {
  readonly packed: Uint8Array;
  readonly unpackedBytes: number;
}

/** An event as adapters store it. */
export interface EncodedEvent {
  readonly type: string;
  readonly data: EncodedData;
  /** Of type, ids and data, as stored. */
  readonly bytes: number;
  /** The same with the data as it is read: pages are bounded by it. */
  readonly size: number;
  readonly id: string | undefined;
  readonly correlationId: string | undefined;
  readonly traceId: string | undefined;
  /** Its content, by which it is compared; undefined if it has an id, or contents are not compared. */
  readonly hash: Buffer | undefined;
}

type EncodedEvents =
  | { readonly result: 'encoded'; readonly events: readonly EncodedEvent[] }
  | Extract<AppendAnswer, { result: 'too_large' }>;

/** Where the data of events above the inline limit is kept: the partition of their stream, from 0. */
interface LargePlace {
  readonly blobs: EventBlobs;
  readonly partition: number;
}

/** Makes the events of an append ready to be stored. Data above the inline limit is kept as blobs, which the append claims. */
export async function encodeEvents(
  { events, dedupeMs, eventMaxBytes }: StreamAppend,
  place: LargePlace,
): Promise<EncodedEvents> {
  if (events.length < 1 || events.length > STREAM_LIMITS.batch)
    throw new RangeError(`An append has 1 to ${STREAM_LIMITS.batch} events, not ${events.length}.`);
  const limit = eventMaxBytes ?? Number.POSITIVE_INFINITY;
  for (const [index, { data }] of events.entries()) {
    const bytes = Buffer.byteLength(data);
    if (bytes > limit) return { result: 'too_large', index, bytes, limit };
  }
  const encoded: EncodedEvent[] = [];
  let bytes = 0;
  let sinceTurn = 0;
  for (const event of events) {
    sinceTurn += event.data.length;
    if (sinceTurn > TURN_CHARACTERS && encoded.length > 0) {
      sinceTurn = event.data.length;
      await nextTurn();
    }
    const next = await encodeEvent(event, dedupeMs > 0);
    bytes += next.bytes;
    if (bytes > STREAM_LIMITS.batchBytes)
      return { result: 'too_large', index: undefined, bytes, limit: STREAM_LIMITS.batchBytes };
    encoded.push(next);
  }
  return { result: 'encoded', events: await keepLarge(encoded, place) };
}

/** The references among events, such as those that an append did not claim. */
export const largeDataOf = (events: readonly EncodedEvent[]): readonly LargeData[] =>
  events.flatMap(({ data }) => ('owner' in data ? [data] : []));

/** One after the other: each is large. */
async function keepLarge(
  events: readonly EncodedEvent[],
  { blobs, partition }: LargePlace,
): Promise<readonly EncodedEvent[]> {
  if (!events.some(isLarge)) return events;
  const kept: EncodedEvent[] = [];
  for (const event of events) {
    const content = isLarge(event) ? contentOf(event.data) : undefined;
    kept.push(
      content ? { ...event, data: await blobs.keep(partition, content, unpackedBytesOf(event.data)) } : event,
    );
  }
  return kept;
}

const isLarge = ({ data }: EncodedEvent): boolean => unpackedBytesOf(data) > STREAM_LIMITS.inlineBytes;

const contentOf = (data: EncodedData): Uint8Array | undefined => {
  if ('owner' in data) return undefined;
  return 'packed' in data ? data.packed : Buffer.from(data.text);
};

const unpackedBytesOf = (data: EncodedData): number =>
  'text' in data ? Buffer.byteLength(data.text) : data.unpackedBytes;

async function encodeEvent(event: NewEvent, isCompared: boolean): Promise<EncodedEvent> {
  const { type } = event;
  const id = event.id || undefined;
  const correlationId = event.correlationId || undefined;
  const traceId = event.traceId || undefined;
  const data = await encodeData(event.data);
  const texts = [type, id ?? '', correlationId ?? '', traceId ?? ''];
  const around = texts.reduce((sum, text) => sum + Buffer.byteLength(text), 0);
  const [stored, read] = measure(data);
  const [bytes, size] = [around + stored, around + read];
  const hash = id === undefined && isCompared ? hashContent(event) : undefined;
  return { type, data, bytes, size, id, correlationId, traceId, hash };
}

/** The bytes of data as it is stored, and as it is read. */
function measure(data: InlineData): readonly [stored: number, read: number] {
  if ('packed' in data) return [data.packed.length, data.unpackedBytes];
  const bytes = Buffer.byteLength(data.text);
  return [bytes, bytes];
}

type InlineData = Exclude<EncodedData, LargeData>;

async function encodeData(text: string): Promise<InlineData> {
  const size = Buffer.byteLength(text);
  if (size < COMPRESSED_FROM_BYTES) return { text };
  const packed = await compress(text);
  return packed.length < size ? { packed, unpackedBytes: size } : { text };
}

/**
 * Returns the data as JSON text. Throws `STORE_RECORD_INVALID` if it cannot be unpacked, `BLOB_UNKNOWN` or `BLOB_BROKEN` for
 * a reference to a blob that is not sound.
 */
export async function decodeData(data: EncodedData, blobs: EventBlobs): Promise<string> {
  if ('text' in data) return data.text;
  if ('packed' in data) return unpack(data.packed);
  const content = await blobs.load(data);
  return data.blob.bytes === data.unpackedBytes ? content.toString() : unpack(content);
}

async function unpack(packed: Uint8Array): Promise<string> {
  try {
    return (await decompress(packed, { maxOutputLength: UNPACKED_MAX_BYTES })).toString();
  } catch (error) {
    throw unreadable('data', 'compressed by zstd', error instanceof Error ? error.message : undefined);
  }
}

/** 16 bytes of a SHA-256 of type, data and correlation id. The order of keys in data up to 64 KiB does not matter. */
function hashContent({ type, data, correlationId }: NewEvent): Buffer {
  if (data.length > SORTED_MAX_CHARACTERS)
    return createHash('sha256')
      .update(JSON.stringify([type, correlationId ?? null]))
      .update(data)
      .digest()
      .subarray(0, 16);
  const content = JSON.stringify([type, correlationId ?? null, JSON.parse(data)], sortKeys);
  return createHash('sha256').update(content).digest().subarray(0, 16);
}

function sortKeys(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.assign(Object.create(null), Object.fromEntries(entries));
}
