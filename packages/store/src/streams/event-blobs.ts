import { randomUUID } from 'node:crypto';
import type { LargeValue } from '@ag06/protocol';
import type { BlobStore } from '../blobs/blob-store.ts';
import { unreadable } from '../records/broken-record.ts';
import { StoreError } from '../store-error.ts';

/** Data of an event in the blob store: a blob whose owner is that event alone, so it ends with the event. */
export interface LargeData {
  /** Names the blob's owner, and the partition of its stream. */
  readonly owner: string;
  /** The data as it is stored: JSON text, or compressed by zstd if `unpackedBytes` differs from its bytes. */
  readonly blob: LargeValue;
  /** Of the JSON text. */
  readonly unpackedBytes: number;
}

const OWNER = /^e([0-9a-z]{1,3})-[0-9a-f-]{36}$/;
const REFERENCE = /^([^|]+)\|(\d+)\|([0-9a-f]{64})$/;

/**
 * The blobs of events whose data is above the inline limit. A blob is kept before the append that refers to it, which claims
 * it: from then on it is deleted with its event, in one step. A sweep deletes what no append claims.
 */
export class EventBlobs {
  readonly #blobs: BlobStore;

  constructor(blobs: BlobStore) {
    this.#blobs = blobs;
  }

  async keep(partition: number, content: Uint8Array, unpackedBytes: number): Promise<LargeData> {
    const owner = `e${partition.toString(36)}-${randomUUID()}`;
    return { owner, blob: await this.#blobs.put(owner, [content]), unpackedBytes };
  }

  async load({ owner, blob }: LargeData): Promise<Buffer> {
    const pieces: Uint8Array[] = [];
    for await (const piece of this.#blobs.read(owner, blob)) pieces.push(piece);
    return Buffer.concat(pieces);
  }

  /** Deletes blobs that no append has claimed. */
  async drop(unclaimed: readonly LargeData[]): Promise<void> {
    for (const { owner } of unclaimed) await this.#blobs.deleteAll(owner);
  }
}

/** The partition that the owner of an event's blob names; undefined for the owner of other blobs, a run. */
export function partitionOfEventBlob(owner: string): number | undefined {
  const found = OWNER.exec(owner)?.[1];
  return found === undefined ? undefined : Number.parseInt(found, 36);
}

export const toReference = ({ owner, blob }: LargeData): string => `${owner}|${blob.bytes}|${blob.sha256}`;

/** Throws `STORE_RECORD_INVALID` for a text that is no reference. */
export function readReference(text: string, unpackedBytes: number): LargeData {
  const [, owner, bytes, sha256] = REFERENCE.exec(text) ?? [];
  if (owner === undefined || sha256 === undefined) throw unreadable('data', 'a reference to a blob', text);
  return { owner, blob: { bytes: Number(bytes), sha256 }, unpackedBytes };
}

/** A sweep took a blob for an orphan before its append came. Nothing was appended. */
export const unclaimable = (stream: string): StoreError =>
  new StoreError(
    'BLOB_UNKNOWN',
    `An event for stream ${stream} has large data, which took so long to keep that it was deleted as abandoned. Nothing was appended; append again.`,
  );
