import { setTimeout as delay } from 'node:timers/promises';
import type { Random } from '@ag06/test-support';

const REQUEST_TIMEOUT_MS = 10_000;
const PATIENCE_MS = 45_000;
const MAX_PAUSE_MS = 500;

export interface Answer {
  readonly status: number;
  readonly body: unknown;
}

export interface HttpRequest {
  readonly method: 'GET' | 'POST' | 'PUT';
  readonly path: string;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** What came of a request that was repeated: the last answer, and whether a try before it may have been done unseen. */
export interface Told {
  readonly answer: Answer | undefined;
  readonly isAnyTryLost: boolean;
}

/** Talks to dispatchers as a client behind a load balancer would: any of them, one request at a time. */
export class HttpClient {
  readonly #urls: readonly string[];
  readonly #random: Random;

  constructor(urls: readonly string[], random: Random) {
    this.#urls = urls;
    this.#random = random;
  }

  /** One try; undefined if no answer came. */
  async send({ method, path, body, headers = {} }: HttpRequest): Promise<Answer | undefined> {
    const sent = body === undefined ? {} : { body: JSON.stringify(body) };
    try {
      const response = await fetch(`${this.#random.pick(this.#urls)}${path}`, {
        method,
        headers: { ...headers, 'content-type': 'application/json' },
        signal: AbortSignal.timeout(REQUEST_TIMEOUT_MS),
        ...sent,
      });
      return { status: response.status, body: await response.json() };
    } catch {
      return undefined;
    }
  }

  /** Repeats a request until an answer that is no 5xx comes, or patience ends. */
  async insist(request: HttpRequest): Promise<Told> {
    const until = performance.now() + PATIENCE_MS;
    for (let isAnyTryLost = false; ; isAnyTryLost = true) {
      const answer = await this.send(request);
      if (answer !== undefined && answer.status < 500) return { answer, isAnyTryLost };
      if (performance.now() > until) return { answer, isAnyTryLost };
      await delay(50 + this.#random.int(MAX_PAUSE_MS));
    }
  }
}
