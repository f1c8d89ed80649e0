import type { IncomingMessage } from 'node:http';

/** The most that is read and discarded of a refused body. */
const MAX_DISCARDED_BYTES = 32 * 1024 * 1024;
const MAX_DISCARDING_MS = 5_000;

/**
 * Reads and discards the rest of a refused body while the answer goes out and after it, and cuts the connection if that is too much
 * or too slow. A connection that is closed with unread bytes is reset by the kernel, and a sender that still writes loses the answer.
 * `toNodeHandler` of `@ag06/fetch`, which web apps install alone, does the same by itself.
 */
export function discardBody(request: IncomingMessage): void {
  const { socket } = request;
  const cut = () => void socket.destroy();
  const timer = setTimeout(cut, MAX_DISCARDING_MS);
  const destroySoon = socket.destroySoon.bind(socket);
  // Node calls it after the last answer of a connection. This one only says that no more comes from here.
  socket.destroySoon = () => void socket.end();
  let bytes = 0;
  request.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes > MAX_DISCARDED_BYTES) cut();
  });
  request.once('end', () => {
    socket.destroySoon = destroySoon;
    if (socket.writableEnded) destroySoon();
  });
  for (const event of ['end', 'error', 'close']) request.once(event, () => clearTimeout(timer));
  request.resume();
}
