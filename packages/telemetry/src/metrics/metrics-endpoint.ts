import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Refusal } from '@ag06/contracts';
import { isForeignName } from '../http/host-names.ts';

/** How many ports are tried one after the other before any free one is taken. */
const PORTS_TRIED = 20;
export const PROMETHEUS_TEXT = 'text/plain; version=0.0.4; charset=utf-8';

interface EndpointOptions {
  readonly host: string;
  /** The first port to try; 0: any free one. */
  readonly port: number;
  readonly scrape: () => Promise<string>;
}

/** `GET /metrics` on a port of its own. */
export class MetricsEndpoint {
  readonly #options: EndpointOptions;
  #server: Server | undefined;

  constructor(options: EndpointOptions) {
    this.#options = options;
  }

  /**
   * Resolves with the port: the next free one if other processes of the fleet on this machine have the first.
   *
   * @throws Refusal METRICS_HOST_UNUSABLE
   */
  async start(): Promise<number> {
    const { port, host } = this.#options;
    const ports = port === 0 ? [0] : [...Array.from({ length: PORTS_TRIED }, (_, i) => port + i), 0];
    for (const candidate of ports.filter((one) => one <= 65_535)) {
      try {
        return await this.#listen(candidate);
      } catch (error) {
        if (isTaken(error)) continue;
        const message = `The metrics cannot be served at ${host}:${candidate} (${String(error)}). Set AG06_METRICS_HOST to an address of this machine, AG06_METRICS_PORT to a port that may be used, or to off.`;
        throw new Refusal(422, 'METRICS_HOST_UNUSABLE', message, { cause: error });
      }
    }
    throw new Refusal(422, 'METRICS_HOST_UNUSABLE', `There is no free port at ${host} for the metrics.`);
  }

  /** May be called twice, or before `start`. */
  async stop(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    if (server === undefined) return;
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    server.closeAllConnections();
    await closed;
  }

  #listen(port: number): Promise<number> {
    const server = createServer((request, response) => void this.#answer(request, response));
    return new Promise((resolve, reject) => {
      server.once('error', reject);
      server.listen({ host: this.#options.host, port, exclusive: true }, () => {
        server.unref();
        this.#server = server;
        resolve((server.address() as AddressInfo).port);
      });
    });
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (isForeignName(request.headers.host, this.#options.host)) return end(response, 421, 'Not my name.\n');
    const path = request.url?.split('?')[0];
    if (path !== '/metrics') return end(response, 404, 'There is only /metrics here.\n');
    if (request.method !== 'GET') return end(response, 405, 'Only GET.\n');
    try {
      end(response, 200, await this.#options.scrape(), PROMETHEUS_TEXT);
    } catch {
      end(response, 500, 'The metrics could not be read.\n');
    }
  }
}

function end(response: ServerResponse, status: number, text: string, type = 'text/plain'): void {
  response.writeHead(status, { 'content-type': type });
  response.end(text);
}

const isTaken = (error: unknown): boolean =>
  typeof error === 'object' && error !== null && 'code' in error && error.code === 'EADDRINUSE';
