import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

interface Hit {
  readonly n: number;
  readonly attempt: number;
  readonly pid: number;
  /** `performance.now()` */
  readonly at: number;
  /** Whether it was answered well: what is alive when a call comes may be dead when it answers. */
  wasAlive: boolean;
}

/** An HTTP service that may die and recover, and remembers who called it when. */
export class ShopServer {
  readonly hits: Hit[] = [];
  readonly #server: Server;
  readonly #held: (() => void)[] = [];
  /** `holds`: neither answers nor fails, as long as it is so. */
  mode: 'alive' | 'dead' | 'holds' = 'dead';
  /** How long an answer takes. */
  delayMs = 0;
  #inFlight = 0;

  private constructor() {
    this.#server = createServer((request, response) => {
      const query = new URL(request.url ?? '', 'http://shop').searchParams;
      const [n, attempt, pid] = ['n', 'attempt', 'pid'].map((name) => Number(query.get(name)));
      const hit = { n: n ?? 0, attempt: attempt ?? 0, pid: pid ?? 0, at: performance.now(), wasAlive: false };
      this.hits.push(hit);
      this.#inFlight++;
      response.on('close', () => void this.#inFlight--);
      const answer = () => this.#answer(hit, response);
      if (this.mode === 'holds') this.#held.push(answer);
      else setTimeout(answer, this.delayMs);
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
    for (const answer of this.#held.splice(0)) answer();
  }

  #answer(hit: Hit, response: ServerResponse): void {
    hit.wasAlive = this.mode === 'alive';
    response.writeHead(hit.wasAlive ? 200 : 503).end('{}');
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}
