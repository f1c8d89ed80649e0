import { createServer } from 'node:net';
import { promisify } from 'node:util';

/**
 * Below the range from which Linux (32768 up) and macOS (49152 up) take the source ports of outgoing connections: a
 * client that keeps dialling a stopped server on a port of that range can be connected to itself, and then holds the
 * port when the server wants it back.
 */
const FIRST_PORT = 12_000;
const LAST_PORT = 31_999;
const MAX_TRIES = 50;

/** A TCP port on 127.0.0.1 that nobody listened on a moment ago. Another process may take it first: be ready to retry. */
export async function findFreePort(): Promise<number> {
  for (let tries = 1; tries <= MAX_TRIES; tries += 1) {
    const port = FIRST_PORT + Math.floor(Math.random() * (LAST_PORT - FIRST_PORT + 1));
    if (await isFree(port)) return port;
  }
  throw new Error(
    `No free TCP port on 127.0.0.1 among ${MAX_TRIES} tried from ${FIRST_PORT} to ${LAST_PORT}`,
  );
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer();
  const isListening = await new Promise<boolean>((resolve) => {
    server.once('error', () => resolve(false));
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => resolve(true));
  });
  if (isListening) await promisify(server.close.bind(server))();
  return isListening;
}
