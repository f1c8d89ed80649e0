import type { StreamEvent } from '../event-store.ts';
import { StoreError } from '../store-error.ts';
import { decodeData, type EncodedData } from '../streams/encode-events.ts';
import type { EventBlobs } from '../streams/event-blobs.ts';
import { brokenRecord, skipBroken } from './broken-record.ts';
import { readCount, readJson, readOptional, readText } from './read-value.ts';

/** An event of a stream as a store keeps it. Absent texts are null or undefined. */
export interface StoredStreamEvent {
  readonly position: unknown;
  readonly at: unknown;
  readonly type: unknown;
  readonly id: unknown;
  readonly correlationId: unknown;
  readonly traceId: unknown;
  readonly data: EncodedData;
}

/**
 * Reads an event of a stream, and its data from the blob store where it is large. Rejects with `STORE_RECORD_INVALID` if it
 * is broken.
 */
export async function readStreamEvent(
  stream: string,
  stored: StoredStreamEvent,
  blobs: EventBlobs,
): Promise<StreamEvent> {
  try {
    const data = await decodeData(stored.data, blobs);
    readJson('data', data);
    const id = readOptional(readText, 'id', stored.id);
    const correlationId = readOptional(readText, 'correlationId', stored.correlationId);
    const traceId = readOptional(readText, 'traceId', stored.traceId);
    return {
      position: readCount('position', stored.position),
      at: readCount('at', stored.at),
      type: readText('type', stored.type),
      data,
      ...(id !== undefined && { id }),
      ...(correlationId !== undefined && { correlationId }),
      ...(traceId !== undefined && { traceId }),
    };
  } catch (error) {
    if (error instanceof StoreError && error.isRetryable) throw error;
    const why = error instanceof Error ? error.message : String(error);
    throw brokenRecord(`stream ${stream}`, `event ${stored.position}`, why, error);
  }
}

/** Returns undefined for a broken event, which then is reported as passed over. */
export async function readUnlessBroken(
  stream: string,
  stored: StoredStreamEvent,
  blobs: EventBlobs,
): Promise<StreamEvent | undefined> {
  const [read] = await Promise.allSettled([readStreamEvent(stream, stored, blobs)]);
  return skipBroken(() => {
    if (read.status === 'rejected') throw read.reason;
    return read.value;
  });
}

/** A long stream is trimmed in many steps, and each of them may be faster than a read. */
const READS_MAX = 5;

/**
 * Reads again if an event's large data is not there: it goes with its event, so the event was removed between the two
 * reads. If data is still missing after some reads, the event is broken.
 */
export async function readAgainIfGone<T>(read: () => Promise<T>): Promise<T> {
  for (let reads = 1; ; reads++) {
    try {
      return await read();
    } catch (error) {
      const cause = error instanceof StoreError ? error.cause : undefined;
      const isGone = cause instanceof StoreError && cause.code === 'BLOB_UNKNOWN';
      if (!isGone || reads === READS_MAX) throw error;
    }
  }
}
