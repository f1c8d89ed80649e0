import { createHash, randomBytes } from 'node:crypto';
import { RUN_ID_PATTERN } from '@ag06/contracts';

const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

let pool = Buffer.alloc(0);
let used = 0;

/** 12 characters out of 62, about 71 bits. Skips bytes from 248 on, so that all characters are equally likely. */
function randomText(): string {
  let text = '';
  while (text.length < 12) {
    if (used >= pool.length) {
      pool = randomBytes(4096);
      used = 0;
    }
    const byte = pool[used++] ?? 255;
    if (byte < 248) text += ALPHABET.charAt(byte % 62);
  }
  return text;
}

/** `r<partition>-<time><random>`: names the partition and sorts roughly by creation. */
export function createRunId(partitions: number, now: number, dedupeKey: string | undefined): string {
  const tail = now.toString(36).padStart(9, '0') + randomText();
  const partition = partitionOfKey(partitions, dedupeKey ?? tail);
  return `r${partition.toString(36)}-${tail}`;
}

/** The text of a dedupe key that decides its partition: tenant and key. */
export const toPlaceKey = (tenant: string, dedupeKey: string): string => `${tenant}\0${dedupeKey}`;

/** The partition of a dedupe key and of its run. */
export const partitionOfKey = (partitions: number, placeKey: string): number =>
  partitions === 1 ? 0 : hash(placeKey) % partitions;

/** The partition in which a schedule is kept, and its wake-up. */
export const schedulePartition = (partitions: number, tenant: string, name: string): number =>
  partitionOfKey(partitions, toPlaceKey(tenant, name));

/** The partition of a stream of events. */
export const streamPartition = (partitions: number, tenant: string, stream: string): number =>
  partitionOfKey(partitions, toPlaceKey(tenant, stream));

/** The partition that a run id names; undefined if this store has no such partition. */
export function partitionOf(runId: string, partitions: number): number | undefined {
  const found = RUN_ID_PATTERN.exec(runId)?.[1];
  if (found === undefined) return undefined;
  const partition = Number.parseInt(found, 36);
  return partition < partitions ? partition : undefined;
}

function hash(text: string): number {
  return createHash('sha256').update(text).digest().readUInt32BE(0);
}

/** A short, safe name for a dedupe key of any characters. The tenant is part of it. */
export const dedupeName = (tenant: string, key: string): string =>
  createHash('sha256')
    .update(JSON.stringify([tenant, key]))
    .digest('base64url');
