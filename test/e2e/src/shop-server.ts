import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Hit {
  readonly n: number;
  readonly attempt: number;
  readonly pid: number;
  /** `performance.now()` */
  readonly at: number;
  readonly wasAlive: boolean;
}

/** An HTTP service that may die and recover, and remembers who called it when. */
export class ShopServer {
  readonly hits: Hit[] = [];
  readonly #server: Server;
  readonly #held: ServerResponse[] = [];
  /** `holds`: neither answers nor fails, as long as it is so. */
  mode: 'alive' | 'dead' | 'holds' = 'dead';
  /** How long an answer takes. */
  delayMs = 0;
  #inFlight = 0;

  private constructor() {
    this.#server = createServer((request, response) => {
      const query = new URL(request.url ?? '', 'http://shop').searchParams;
      const [n, attempt, pid] = ['n', 'attempt', 'pid'].map((name) => Number(query.get(name)));
      const wasAlive = this.mode === 'alive';
      this.hits.push({ n: n ?? 0, attempt: attempt ?? 0, pid: pid ?? 0, at: performance.now(), wasAlive });
      this.#inFlight++;
      response.on('close', () => void this.#inFlight--);
      if (this.mode === 'holds') this.#held.push(response);
      else setTimeout(() => this.#answer(response), this.delayMs);
    });
  }

  static async start(): Promise<ShopServer> {
    const shop = new ShopServer();
    await new Promise<void>((resolve) => shop.#server.listen(0, '127.0.0.1', resolve));
    return shop;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/`;
  }

  get inFlight(): number {
    return this.#inFlight;
  }

  get failedHits(): readonly Hit[] {
    return this.hits.filter(({ wasAlive }) => !wasAlive);
  }

  /** What it held is answered as it is now. */
  release(): void {
    for (const response of this.#held.splice(0)) this.#answer(response);
  }

  #answer(response: ServerResponse): void {
    response.writeHead(this.mode === 'alive' ? 200 : 503).end('{}');
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}
