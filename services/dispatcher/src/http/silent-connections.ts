import type { Server } from 'node:http';
import type { Socket } from 'node:net';

/**
 * Knows the connections of a server that have not sent a request yet, such as those that a client opens and gives up. Node waits
 * for them when a server closes, because to it only a connection after its answer is idle.
 *
 * @returns a function that ends them, and those that come later
 */
export function watchSilentConnections(server: Server): () => void {
  const silent = new Set<Socket>();
  let isClosing = false;
  server.on('connection', (socket: Socket) => {
    if (isClosing) {
      socket.destroy();
      return;
    }
    silent.add(socket);
    socket.once('close', () => silent.delete(socket));
  });
  server.on('request', ({ socket }) => silent.delete(socket));
  return () => {
    isClosing = true;
    for (const socket of silent) socket.destroy();
  };
}
