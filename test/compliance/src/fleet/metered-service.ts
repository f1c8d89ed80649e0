import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** How a call was answered: a status of HTTP, or `hold`: not at all, until the caller gave up. */
type CallEnd = 200 | 429 | 503 | 'hold';

export interface MeteredCall {
  /** Of the agent that called. */
  readonly name: string;
  readonly run: string;
  readonly n: number;
  readonly attempt: number;
  readonly pid: number;
  /** Characters by which the input was made larger. */
  readonly pad: number;
  readonly end: CallEnd;
  /** From the request until its answer was sent, or its caller gave up: never longer than the call was to the caller. */
  readonly ms: number;
}

export interface MeteredOptions {
  /** Calls a second of each agent that are accepted of those with the plan `limit`; a second's worth may come at once. */
  readonly perSecond?: number;
  /** Of every answer with 200. */
  readonly answerMs?: number;
  /** Of the first call of each step with the plan `slow`. */
  readonly slowMs?: number;
}

/** A real service over HTTP that counts what it answers. The words of a call's plan say how. */
export interface MeteredService {
  readonly url: string;
  /** Calls that are over, in the order of their ends. */
  readonly calls: readonly MeteredCall[];
  callsOf(name: string): readonly MeteredCall[];
  stop(): Promise<void>;
}

const NO_LIMIT = Number.POSITIVE_INFINITY;

export async function startMeteredService(options: MeteredOptions = {}): Promise<MeteredService> {
  const { perSecond = NO_LIMIT, answerMs = 0, slowMs = 0 } = options;
  const calls: MeteredCall[] = [];
  const buckets = new Map<string, Bucket>();
  const slow = new Set<string>();
  const decide = (word: string, name: string, step: string): { end: CallEnd; afterMs: number } => {
    if (word === 'hold') return { end: 'hold', afterMs: 0 };
    if (word === 'slow' && !slow.has(step)) {
      slow.add(step);
      return { end: 200, afterMs: slowMs };
    }
    const bucket = buckets.get(name) ?? new Bucket(perSecond);
    buckets.set(name, bucket);
    if (word === '429' || (word === 'limit' && !bucket.take())) return { end: 429, afterMs: 0 };
    return word === '503' ? { end: 503, afterMs: 0 } : { end: 200, afterMs: answerMs };
  };
  const answer = (request: IncomingMessage, response: ServerResponse): void => {
    const from = performance.now();
    const { searchParams } = new URL(request.url ?? '', 'http://service');
    const told = (key: string) => searchParams.get(key) ?? '';
    const [name, run, n, attempt] = [told('name'), told('run'), Number(told('n')), Number(told('attempt'))];
    const words = told('plan').split(',');
    const { end, afterMs } = decide(words[attempt - 1] ?? words.at(-1) ?? '', name, `${run} ${n} ${attempt}`);
    const [pid, pad] = [Number(told('pid')), Number(told('pad'))];
    let until: number | undefined;
    response.on('close', () => {
      clearTimeout(timer);
      calls.push({ name, run, n, attempt, pid, pad, end, ms: (until ?? performance.now()) - from });
    });
    const send = () => {
      until = performance.now();
      response.writeHead(Number(end), { 'retry-after': '1' }).end();
    };
    const timer = end === 'hold' ? undefined : setTimeout(send, afterMs);
  };
  const server = createServer(answer);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    calls,
    callsOf: (name) => calls.filter((call) => call.name === name),
    stop: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

/** So many tokens a second, and a second's worth at once. */
class Bucket {
  readonly #perSecond: number;
  #tokens: number;
  #at = performance.now();

  constructor(perSecond: number) {
    this.#perSecond = perSecond;
    this.#tokens = perSecond;
  }

  take(): boolean {
    if (this.#perSecond === NO_LIMIT) return true;
    const now = performance.now();
    this.#tokens = Math.min(this.#perSecond, this.#tokens + ((now - this.#at) / 1_000) * this.#perSecond);
    this.#at = now;
    if (this.#tokens < 1) return false;
    this.#tokens--;
    return true;
  }
}
