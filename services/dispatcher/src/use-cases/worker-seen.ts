/** A worker not seen for this long counts as gone. Workers report every 5 s. */
export const WORKER_SEEN_WITHIN_MS = 15_000;
