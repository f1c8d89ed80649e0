import type { IncomingMessage } from 'node:http';
import { Socket } from 'node:net';

/** The most that is read and discarded of a body that nobody wants. */
const MAX_DISCARDED_BYTES = 32 * 1024 * 1024;
const MAX_DISCARDING_MS = 5_000;

const discarded = new WeakSet<IncomingMessage>();
/** How many bodies are being discarded of a connection. */
const unread = new WeakMap<Socket, number>();

/**
 * Reads and discards the rest of a body while its answer goes out and after it, and cuts the connection if that is too much or too slow.
 * A connection that is closed with unread bytes is reset by the kernel, and a sender that still writes loses the answer. May be called
 * twice for one request.
 */
export function discardBody(request: IncomingMessage): void {
  const { socket } = request;
  // Of one that has gone, or that is only imitated, nothing comes.
  if (!(socket instanceof Socket) || socket.destroyed || discarded.has(request)) return;
  discarded.add(request);
  const cut = () => void socket.destroy();
  // It keeps no process alive: a server that is closed waits for nobody.
  const timer = setTimeout(cut, MAX_DISCARDING_MS).unref();
  // Node calls it after the last answer of a connection. This one only says that no more comes from here.
  socket.destroySoon = () => void socket.end();
  unread.set(socket, (unread.get(socket) ?? 0) + 1);
  let bytes = 0;
  // Whoever has read before reads no more.
  request.removeAllListeners('readable');
  request.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes > MAX_DISCARDED_BYTES) cut();
  });
  let isOver = false;
  const finish = () => {
    if (isOver) return;
    isOver = true;
    clearTimeout(timer);
    // The next request may have begun before this one's end is told.
    const left = (unread.get(socket) ?? 1) - 1;
    unread.set(socket, left);
    if (left > 0) return;
    Reflect.deleteProperty(socket, 'destroySoon');
    if (socket.writableEnded) socket.destroySoon();
  };
  for (const event of ['end', 'error', 'close']) request.once(event, finish);
  request.resume();
}
