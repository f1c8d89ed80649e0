/**
 * Runs `open`. If the signal aborts meanwhile, closes what `open` waits for, so that it ends: waits for a server that is
 * away reject when their connection is closed. Rejects with the error of `open`, or of the abort if it came before.
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
