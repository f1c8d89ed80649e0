import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { ProcessReadiness } from '@ag06/contracts';
import { isForeignName } from '@ag06/telemetry';

export interface HealthServerOptions {
  readonly host: string;
  /** 0 for any free one. */
  readonly port: number;
  /** Answers from memory, at once. */
  readonly readiness: () => ProcessReadiness;
}

/** `/health/live` and `/health/ready` of a process without an API, for its supervisor. */
export class HealthServer {
  readonly #options: HealthServerOptions;
  readonly #server: Server;

  constructor(options: HealthServerOptions) {
    this.#options = options;
    this.#server = createServer((request, response) => {
      const { status, body } = isForeignName(request.headers.host, options.host)
        ? { status: 421, body: { code: 'HOST_NOT_ALLOWED' } }
        : answerHealth(request.method ?? '', request.url ?? '', options.readiness);
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    });
  }

  /** Resolves with the port. Rejects if it is taken. */
  start(): Promise<number> {
    const { promise, resolve, reject } = Promise.withResolvers<number>();
    this.#server.once('error', reject);
    this.#server.listen(this.#options.port, this.#options.host, () =>
      resolve((this.#server.address() as AddressInfo).port),
    );
    return promise;
  }

  async stop(): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#server.close(() => resolve());
    this.#server.closeAllConnections();
    await promise;
  }
}

/** The answers of these routes, wherever they are added. */
function answerHealth(
  method: string,
  url: string,
  readiness: () => ProcessReadiness,
): { readonly status: number; readonly body: object } {
  const path = url.split('?')[0];
  if (method !== 'GET' && method !== 'HEAD') return { status: 405, body: { code: 'METHOD_UNKNOWN' } };
  if (path === '/health/live') return { status: 200, body: { status: 'live' } };
  if (path !== '/health/ready') return { status: 404, body: { code: 'ROUTE_UNKNOWN' } };
  const body = readiness();
  return { status: body.status === 'ready' ? 200 : 503, body };
}
