import type { IncomingMessage } from 'node:http';

/** What is read, and thrown away, of a body that was refused before its end. */
const MAX_DRAINED_BYTES = 32 * 1024 * 1024;
const MAX_DRAINING_MS = 5_000;

/**
 * Reads on to the end of a body that nobody wants: who sends it then reads the answer, and not that the connection broke.
 * Resolves when it has ended, or when it is too much or too slow to be read to its end.
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
