/** A worker that was not seen for so long is taken for gone; each says every 5 s that it lives. */
export const WORKER_SEEN_WITHIN_MS = 15_000;
