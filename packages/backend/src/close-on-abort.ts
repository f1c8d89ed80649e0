/**
 * Runs `open` and returns its result. If the signal aborts meanwhile, calls `close`, which makes waits for an
 * unreachable server reject. Rejects with the error of `open`, or with the reason of the abort if that came first.
 */
export async function closeOnAbort<T>(
  signal: AbortSignal | undefined,
  close: () => unknown,
  open: () => Promise<T>,
): Promise<T> {
  signal?.throwIfAborted();
  signal?.addEventListener('abort', close, { once: true });
  try {
    return await open();
  } finally {
    signal?.removeEventListener('abort', close);
  }
}
