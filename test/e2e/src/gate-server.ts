import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A server whose answers wait until its gate is opened. */
interface GateServer extends AsyncDisposable {
  readonly url: string;
  /** Requests that wait for an answer now. */
  readonly waiting: number;
  /** Requests that ever came. */
  readonly total: number;
  /** Answers all that wait, and from now on all at once. */
  open(): void;
}

export async function startGateServer(): Promise<GateServer> {
  const held = new Set<ServerResponse>();
  let [total, isOpen] = [0, false];
  const server = createServer((_, response) => {
    total++;
    if (isOpen) return void response.end('done');
    held.add(response);
    response.once('close', () => held.delete(response));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    get waiting() {
      return held.size;
    },
    get total() {
      return total;
    },
    open() {
      isOpen = true;
      for (const response of held) response.end('done');
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
