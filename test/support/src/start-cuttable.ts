import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { promisify } from 'node:util';

/** A TCP proxy in front of a server on this host. While it is cut, its connections are reset, new ones too. */
export interface Cuttable extends AsyncDisposable {
  readonly port: number;
  cut(): void;
  mend(): void;
}

/** Starts a proxy on a port of its own, whatever protocol the server speaks. */
export async function startCuttable(targetPort: number): Promise<Cuttable> {
  const sockets = new Set<Socket>();
  let isCut = false;
  const keep = (socket: Socket, other: Socket) => {
    sockets.add(socket);
    socket.setNoDelay(true);
    socket.on('error', () => {});
    socket.once('close', () => {
      sockets.delete(socket);
      other.destroy();
    });
  };
  const server = createServer((client) => {
    if (isCut) {
      client.on('error', () => {});
      client.resetAndDestroy();
      return;
    }
    const target = connect({ port: targetPort, host: '127.0.0.1' });
    keep(client, target);
    keep(target, client);
    client.pipe(target);
    target.pipe(client);
  });
  const reset = () => {
    for (const socket of sockets) socket.resetAndDestroy();
  };
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    port,
    cut() {
      isCut = true;
      reset();
    },
    mend() {
      isCut = false;
    },
    async [Symbol.asyncDispose]() {
      reset();
      await promisify(server.close.bind(server))();
    },
  };
}
