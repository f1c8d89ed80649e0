export const SIZE_BUCKETS = 6;
/** The smallest bucket holds up to 2^6 bytes, each further one eight times as many; the last one all the rest. */
const FIRST_BUCKET_LOG2 = 6;
const LOG2_PER_BUCKET = 3;

/** Returns the bucket, from 0, of an input of this many bytes. */
export function toSizeBucket(bytes: number): number {
  const bucket = Math.ceil((Math.log2(Math.max(1, bytes)) - FIRST_BUCKET_LOG2) / LOG2_PER_BUCKET);
  return Math.min(SIZE_BUCKETS - 1, Math.max(0, bucket));
}
