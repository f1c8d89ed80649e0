import { createHash } from 'node:crypto';

const BASE_36_CHARACTERS = 21;

/**
 * Returns a run id derived from a text: `r<partition>-` and 21 base-36 characters of its SHA-256. Two processes that
 * start the run of one slot, or of one child, therefore use the same id.
 */
export function deriveRunId(text: string, partitions = 1): string {
  const hash = createHash('sha256').update(text).digest();
  const partition = partitions === 1 ? 0 : hash.readUInt32BE(28) % partitions;
  const tail = BigInt(`0x${hash.subarray(0, 16).toString('hex')}`)
    .toString(36)
    .padStart(25, '0');
  return `r${partition.toString(36)}-${tail.slice(-BASE_36_CHARACTERS)}`;
}
