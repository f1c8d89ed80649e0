import type { IncomingMessage } from 'node:http';

/** The most that is read and discarded of a refused body. */
const MAX_DRAINED_BYTES = 32 * 1024 * 1024;
const MAX_DRAINING_MS = 5_000;

/**
 * Reads and discards the rest of a refused body, so that its sender reads the answer and does not see a broken
 * connection. Resolves at its end, or when it is too large or too slow.
 */
export function drainBody(request: IncomingMessage): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  let bytes = 0;
  const timer = setTimeout(resolve, MAX_DRAINING_MS);
  request.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes > MAX_DRAINED_BYTES) resolve();
  });
  for (const event of ['end', 'error', 'close']) request.once(event, resolve);
  request.resume();
  return promise.finally(() => clearTimeout(timer));
}
