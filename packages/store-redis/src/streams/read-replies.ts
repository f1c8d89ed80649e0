import {
  type EncodedData,
  readCount,
  readReference,
  type StoredStreamEvent,
  StoreError,
  skipBroken,
  toReference,
} from '@ag06/store';
import { toList } from '../reply-values.ts';

/** How many parts of a reply an event takes. */
export const EVENT_PARTS = 7;

/** Before compressed data, and a reference to a blob: a byte with which no JSON text begins, and the length of the text. */
const PACKED = 1;
const LARGE = 2;
const MARK_BYTES = 5;

export function toStoredData(data: EncodedData): string | Buffer {
  if ('text' in data) return data.text;
  const isLarge = 'owner' in data;
  const mark = Buffer.alloc(MARK_BYTES, isLarge ? LARGE : PACKED);
  mark.writeUInt32BE(data.unpackedBytes, 1);
  return Buffer.concat([mark, isLarge ? Buffer.from(toReference(data)) : data.packed]);
}

const readData = (bytes: unknown): EncodedData => {
  if (!Buffer.isBuffer(bytes)) return { text: '' };
  const [mark] = bytes;
  if ((mark !== PACKED && mark !== LARGE) || bytes.length < MARK_BYTES) return { text: bytes.toString() };
  if (mark === LARGE) return readLarge(bytes);
  return { packed: bytes.subarray(MARK_BYTES), unpackedBytes: bytes.readUInt32BE(1) };
};

/** A broken reference is a text that no JSON is, so its event alone is broken. */
function readLarge(bytes: Buffer): EncodedData {
  const text = bytes.subarray(MARK_BYTES).toString();
  return skipBroken(() => readReference(text, bytes.readUInt32BE(1))) ?? { text };
}

export const toText = (part: unknown): string => {
  if (Buffer.isBuffer(part)) return part.toString();
  throw invalidReply('a text');
};

/** A text of an event; null for one that is missing in the log. */
const readPart = (part: unknown): string | null => (Buffer.isBuffer(part) ? part.toString() : null);
const readOptionalPart = (part: unknown): string | undefined =>
  (Buffer.isBuffer(part) && part.toString()) || undefined;

/** Reads the event whose parts begin at this index. */
export function toStoredEvent(parts: readonly unknown[], from: number): StoredStreamEvent {
  const [position, at, type, correlationId, id, traceId, data] = parts.slice(from, from + EVENT_PARTS);
  return {
    position,
    at,
    type: readPart(type),
    correlationId: readOptionalPart(correlationId),
    id: readOptionalPart(id),
    traceId: readOptionalPart(traceId),
    data: readData(data),
  };
}

/** Cuts a list of parts into groups of this size, and reads each from its index. */
export function mapParts<T>(
  reply: unknown,
  size: number,
  read: (parts: readonly unknown[], from: number) => T,
): T[] {
  const parts = toList(reply);
  return Array.from({ length: parts.length / size }, (_, i) => read(parts, i * size));
}

/** Reads a number of a reply, which Redis has made. */
export const toNumber = (part: unknown): number =>
  readCount('reply', Buffer.isBuffer(part) ? part.toString() : part);

/** The error of a reply that no function of ours makes. */
export const invalidReply = (expected: string): StoreError =>
  new StoreError('STORE_REPLY_INVALID', `The store's function did not reply with ${expected}.`);

/** Returns the answers that name no stream, or another incarnation of it; undefined for any other. */
export function readAbsence(
  word: string,
  parts: readonly unknown[],
): { readonly result: 'unknown' } | { readonly result: 'renewed'; readonly incarnation: number } | undefined {
  if (word === 'unknown') return { result: 'unknown' };
  if (word === 'renewed') return { result: 'renewed', incarnation: toNumber(parts[1]) };
  return undefined;
}
