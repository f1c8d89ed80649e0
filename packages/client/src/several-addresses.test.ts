import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { AddressError } from './addresses.ts';
import { Client } from './client.ts';
import { createDeferred } from './deferred.ts';
import { UnreachableError } from './errors.ts';

type Answer = (response: ServerResponse, request: IncomingMessage) => void;

/** A dispatcher that answers as it is told, and what it was asked. */
class Dispatcher {
  readonly asked: string[] = [];
  readonly keys: unknown[] = [];
  answer: Answer = json(200, { runId: 'r', status: 'running' });
  url = '';
  readonly #server: Server = createServer((request, response) => {
    this.asked.push(`${request.method} ${request.url}`);
    this.keys.push(request.headers['idempotency-key']);
    request.resume().on('end', () => this.answer(response, request));
  });

  async start(): Promise<this> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    this.url = `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
    return this;
  }

  /** Nobody listens at its address any more. */
  async stop(): Promise<void> {
    const closed = new Promise((resolve) => this.#server.close(resolve));
    this.#server.closeAllConnections();
    await closed;
  }
}

const json =
  (status: number, body: unknown, headers: Record<string, string> = {}): Answer =>
  (response) =>
    void response.writeHead(status, headers).end(JSON.stringify(body));
const reset: Answer = (response) => void response.destroy();
const draining = json(503, { status: 503, code: 'DRAINING', detail: 'ends' }, { 'retry-after': '60' });

let first: Dispatcher;
let second: Dispatcher;
beforeEach(async () => {
  [first, second] = await Promise.all([new Dispatcher().start(), new Dispatcher().start()]);
});
afterEach(() => Promise.all([first.stop(), second.stop()]));

describe('a client of several addresses', () => {
  it('calls the next one when one does not answer, and stays there', async () => {
    await first.stop();
    const client = new Client({ url: [first.url, second.url], retryForMs: 0 });
    await client.get('a');
    await client.get('b');
    expect(second.asked).toEqual(['GET /v1/runs/a', 'GET /v1/runs/b']);
  });

  it('calls the next one at once when a dispatcher stops, even if that one asks it to wait', async () => {
    first.answer = draining;
    const client = new Client({ url: `${first.url}, ${second.url}`, retryForMs: 1_000 });
    expect(await client.get('a')).toMatchObject({ runId: 'r' });
    expect([first.asked, second.asked]).toEqual([['GET /v1/runs/a'], ['GET /v1/runs/a']]);
  });

  it('sends a submission with the same key to the next one if it may have arrived', async () => {
    first.answer = reset;
    const client = new Client({ url: [first.url, second.url], retryForMs: 0 });
    await client.submit('w', 1);
    expect(first.keys).toEqual(second.keys);
    expect(first.keys).toEqual([expect.stringMatching(/^[0-9a-f-]{36}$/)]);
  });

  it('continues to wait, and to read events after the last one, at the next address', async () => {
    const waiting = createDeferred<void>();
    first.answer = (response, { url = '' }) => {
      if (url.includes('/result')) return waiting.resolve();
      const events = url.includes('after=0') ? [{ seq: 1 }, { seq: 2 }] : [];
      if (events.length === 0) reset(response, undefined as never);
      else json(200, { events, next: 2 })(response, undefined as never);
    };
    second.answer = (response, { url = '' }) => {
      const isResult = url.includes('/result');
      const body = isResult ? { runId: 'r', status: 'completed', output: 7 } : { events: [{ seq: 3 }] };
      json(200, body)(response, undefined as never);
    };
    const client = new Client({ url: [first.url, second.url], retryForMs: 0 });
    const seqs: number[] = [];
    for await (const { seq } of client.events('r')) seqs.push(seq);
    expect(seqs).toEqual([1, 2, 3]);
    expect(second.asked).toEqual(['GET /v1/runs/r/events?after=2&limit=500']);
    const late = new Client({ url: [first.url, second.url], retryForMs: 0 });
    const output = late.waitForOutput('r');
    await waiting.promise;
    await first.stop();
    expect(await output).toBe(7);
  });

  it('does not repeat a refused call at the next one', async () => {
    first.answer = json(422, { status: 422, code: 'INPUT_INVALID', detail: 'no' });
    const client = new Client({ url: [first.url, second.url] });
    await expect(client.submit('w', 1)).rejects.toMatchObject({ code: 'INPUT_INVALID' });
    expect(second.asked).toEqual([]);
  });

  it('rejects with an error that names all addresses when none answers', async () => {
    await Promise.all([first.stop(), second.stop()]);
    const error = await new Client({ url: [first.url, second.url], retryForMs: 0 })
      .get('a')
      .catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(UnreachableError);
    expect(String(error)).toContain(`${first.url}, ${second.url}`);
  });
});

describe('an address of the client', () => {
  it('is AG06_URL if none is given', async () => {
    process.env.AG06_URL = `127.0.0.1:1, ${second.url}`;
    try {
      await new Client({ retryForMs: 0 }).get('a');
    } finally {
      delete process.env.AG06_URL;
    }
    expect(second.asked).toHaveLength(1);
    expect(() => new Client()).not.toThrow();
  });

  it.each(['ftp://x', 'http://', 'a b', 'http://x:port', 'http://h/?q', ['http://a', '']])(
    'that is none is refused by name: %j',
    (url) => expect(() => new Client({ url })).toThrow(AddressError),
  );

  it('with a password is refused without showing it', () => {
    expect(() => new Client({ url: 'http://me:hunter2@h' })).toThrow(/^(?!.*hunter2).*headers/);
  });
});

describe('a batch', () => {
  it('has a key for each run, also where one is given as undefined', async () => {
    const bodies: string[] = [];
    const send = async (_: unknown, init?: { body?: unknown }) => {
      bodies.push(String(init?.body));
      return new Response('{"results":[]}');
    };
    const client = new Client({ url: 'http://h', fetch: send as unknown as typeof fetch });
    await client.submitBatch('w', [{ input: 1, ...({ dedupeKey: undefined } as object) }]);
    expect(JSON.parse(bodies[0] ?? '').runs[0].dedupeKey).toMatch(/^[0-9a-f-]{36}$/);
  });
});
