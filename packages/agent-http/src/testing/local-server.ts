import { createServer, type IncomingHttpHeaders, type RequestListener } from 'node:http';
import { type AddressInfo, createServer as createListener, type Socket } from 'node:net';

/** A request as a server got it. */
interface SeenRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** A server on 127.0.0.1 that counts its connections. */
export interface LocalServer extends AsyncDisposable {
  readonly port: number;
  readonly url: string;
  readonly seen: readonly SeenRequest[];
  /** Connections that were ever made, and those that are open. */
  readonly connections: { readonly made: number; readonly open: number };
}

/** Answers with `respond` as soon as a request is complete. */
export async function startServer(respond: RequestListener): Promise<LocalServer> {
  const seen: SeenRequest[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8');
    request.on('data', (chunk) => (body += chunk));
    request.on('end', () => {
      seen.push({ method: request.method ?? '', path: request.url ?? '', headers: request.headers, body });
      respond(request, response);
    });
  });
  return listen(server, seen);
}

/** Takes bytes and decides for itself what to do with its connections. */
export function startListener(onConnection: (socket: Socket) => void = () => {}): Promise<LocalServer> {
  return listen(createListener(onConnection), []);
}

async function listen(
  server: ReturnType<typeof createListener>,
  seen: readonly SeenRequest[],
): Promise<LocalServer> {
  const open = new Set<Socket>();
  const connections = {
    made: 0,
    get open() {
      return open.size;
    },
  };
  server.on('connection', (socket: Socket) => {
    connections.made++;
    open.add(socket);
    socket.on('error', () => {});
    socket.on('close', () => open.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    port,
    url: `http://127.0.0.1:${port}`,
    seen,
    connections,
    [Symbol.asyncDispose]: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of open) socket.destroy();
      }),
  };
}
