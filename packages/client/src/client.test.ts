import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Client } from './client.ts';
import { createDeferred } from './deferred.ts';
import { RefusedError, RunFailedError, UnreachableError } from './errors.ts';
import type { TypedWorkflow } from './run-types.ts';

interface Request {
  readonly line: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: unknown;
}
type Answer = (response: ServerResponse, request: Request) => void;

let server: Server;
let url: string;
let requests: Request[];
let answers: Answer[];

beforeEach(async () => {
  requests = [];
  answers = [];
  server = createServer(async (incoming, response) => {
    const body = await text(incoming);
    const request = {
      line: `${incoming.method} ${incoming.url}`,
      headers: incoming.headers,
      body: body === '' ? undefined : JSON.parse(body),
    };
    requests.push(request);
    (answers.shift() ?? json(200, TAKEN))(response, request);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(() => {
  server.closeAllConnections();
  server.close();
});

const json =
  (status: number, body: unknown, headers: Record<string, string> = {}): Answer =>
  (response) => {
    response.writeHead(status, headers).end(JSON.stringify(body));
  };
const reset: Answer = (response) => void response.destroy();
const halfAnswer: Answer = (response) => {
  response.writeHead(200, { 'content-length': '100' }).write('{"runId":');
  setImmediate(() => response.destroy());
};
const away = json(503, { status: 503, code: 'STORE_UNAVAILABLE', detail: 'away' }, { 'retry-after': '0' });
const TAKEN = { runId: 'r1', status: 'running', correlationId: 'c' };

describe('a call of the client', () => {
  it('is repeated with the same key when its connection is lost or the store is away', async () => {
    answers = [reset, halfAnswer, away, json(200, TAKEN)];
    const run = await new Client({ url }).submit('w', { n: 1 }, { tags: ['t'], correlationId: 'c' });
    expect(run).toEqual(TAKEN);
    expect(requests).toHaveLength(4);
    expect(new Set(requests.map(({ headers }) => headers['idempotency-key'])).size).toBe(1);
    expect(requests[3]).toMatchObject({
      line: 'POST /v1/runs',
      headers: { 'x-correlation-id': 'c' },
      body: { workflow: 'w', input: { n: 1 }, tags: ['t'] },
    });
  });

  it('has a key of its own for each submission, or the one that it is given', async () => {
    const client = new Client({ url });
    await client.submit('w', 1);
    await client.submit('w', 1);
    await client.submit('w', 1, { dedupeKey: 'mine' });
    const keys = requests.map(({ headers }) => headers['idempotency-key']);
    expect(new Set(keys).size).toBe(3);
    expect(keys[2]).toBe('mine');
  });

  it('waits as long as a 429 asks for, and rejects if that is longer than its patience', async () => {
    answers = [json(503, { code: 'STORE_UNAVAILABLE', detail: 'away' }, { 'retry-after': '60' })];
    const failing = new Client({ url, retryForMs: 1_000 }).submit('w', 1);
    await expect(failing).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE', isRetryable: true });
    expect(requests).toHaveLength(1);
  });

  it('rejects at once with the code and the violations of a refusal', async () => {
    const errors = [{ path: 'input.n', expected: 'integer', got: '"x"' }];
    answers = [json(422, { status: 422, code: 'INPUT_INVALID', detail: 'no', errors })];
    const error = await new Client({ url }).submit('w', 'x').catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(RefusedError);
    expect(error).toMatchObject({ code: 'INPUT_INVALID', status: 422, errors, isRetryable: false });
  });

  it('rejects with the text of an answer that no dispatcher wrote', async () => {
    answers = [(response) => void response.writeHead(404).end('<html>')];
    await expect(new Client({ url }).get('r1')).rejects.toMatchObject({ code: 'HTTP_404', status: 404 });
  });

  it('rejects with UnreachableError if nothing answers', async () => {
    const failing = new Client({ url: 'http://127.0.0.1:9', retryForMs: 0 }).get('r1');
    await expect(failing).rejects.toBeInstanceOf(UnreachableError);
  });

  it('ends when its signal aborts: before, while it waits for an answer, and between two tries', async () => {
    const client = new Client({ url });
    const reason = new Error('enough');
    await expect(client.get('r1', { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
    for (const answer of [() => {}, json(503, {}, { 'retry-after': '20' })]) {
      const stop = new AbortController();
      const heard = createDeferred<void>();
      answers = [
        (response, request) => {
          answer(response, request);
          heard.resolve();
        },
      ];
      const call = client.get('r1', { signal: stop.signal });
      await heard.promise;
      stop.abort(reason);
      await expect(call).rejects.toBe(reason);
    }
  });
});

describe('a batch of submissions', () => {
  it('is sent in calls of 1,000, and keeps its order and its keys', async () => {
    const answer: Answer = (response, { body }) => {
      const { runs } = body as { runs: { input: number }[] };
      const results = runs.map(({ input }) =>
        input === 1_500
          ? { problem: { code: 'INPUT_INVALID', status: 422, detail: '' } }
          : { runId: `r${input}` },
      );
      json(200, { results })(response, { line: '', headers: {}, body });
    };
    answers = [reset, answer, answer];
    const items = Array.from({ length: 1_600 }, (_, input) => ({
      input,
      ...(input === 0 && { dedupeKey: 'k' }),
    }));
    const results = await new Client({ url }).submitBatch('w', items);
    expect(results.map((one) => ('error' in one ? one.error.code : one.runId))).toEqual(
      items.map(({ input }) => (input === 1_500 ? 'INPUT_INVALID' : `r${input}`)),
    );
    expect(requests).toHaveLength(3);
    expect(requests[0]?.body).toEqual(requests[1]?.body);
    const keys = requests.slice(1).flatMap(({ body }) => (body as { runs: { dedupeKey: string }[] }).runs);
    expect(new Set(keys.map(({ dedupeKey }) => dedupeKey)).size).toBe(1_600);
    expect(keys[0]).toEqual({ workflow: 'w', input: 0, dedupeKey: 'k' });
  });
});

describe('the lists of the client', () => {
  it('load a page only when its first element is asked for', async () => {
    answers = [
      json(200, { items: [{ runId: 'a' }, { runId: 'b' }], next: 'x y' }),
      json(200, { items: [{ runId: 'c' }] }),
    ];
    const client = new Client({ url });
    const seen: string[] = [];
    const filter = { status: ['failed', 'cancelled'], tag: ['t'], from: new Date(0), pageSize: 2 } as const;
    for await (const { runId } of client.list(filter)) seen.push(`${runId} ${requests.length}`);
    expect(seen).toEqual(['a 1', 'b 1', 'c 2']);
    expect(requests.map(({ line }) => line)).toEqual([
      'GET /v1/runs?limit=2&status=failed&status=cancelled&tag=t&from=1970-01-01T00%3A00%3A00.000Z',
      'GET /v1/runs?limit=2&status=failed&status=cancelled&tag=t&from=1970-01-01T00%3A00%3A00.000Z&cursor=x+y',
    ]);
    answers = [json(200, { items: [{ runId: 'a' }], next: 'more' })];
    for await (const _ of client.list()) break;
    expect(requests).toHaveLength(3);
  });
});

describe('run', () => {
  const completed = (output: unknown) => json(200, { runId: 'r1', status: 'completed', output });

  it('starts a run and waits for its output in one request, with a key', async () => {
    answers = [completed({ twice: 2 })];
    const typed: TypedWorkflow<{ n: number }, { twice: number }> = { name: 'twice' };
    const { twice } = await new Client({ url }).run(typed, { n: 1 }, { tags: ['t'] });
    expect(twice satisfies number).toBe(2);
    expect(requests).toMatchObject([
      {
        line: 'POST /v1/runs?wait=10000',
        headers: { 'idempotency-key': expect.any(String) },
        body: { workflow: 'twice', input: { n: 1 }, tags: ['t'] },
      },
    ]);
  });

  it('goes on waiting for a run that did not end within seconds', async () => {
    answers = [json(202, TAKEN), completed('late')];
    expect(await new Client({ url }).run('w', 1)).toBe('late');
    expect(requests.map(({ line }) => line)).toEqual([
      'POST /v1/runs?wait=10000',
      'GET /v1/runs/r1/result?wait=30000',
    ]);
  });

  it('rejects for a run that has no output', async () => {
    answers = [json(200, { runId: 'r1', status: 'failed', error: { code: 'X', message: 'no' } })];
    const error = await new Client({ url }).run('w', 1).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(RunFailedError);
    expect(error).toMatchObject({ runId: 'r1', status: 'failed', code: 'X' });
  });

  it('takes the request back of a call that cannot be sent', async () => {
    const client = new Client({ url, connections: 2 });
    const nobody: unknown = undefined;
    await expect(client.run(nobody as string, 1)).rejects.toThrow(TypeError);
    answers = [completed(2)];
    expect(await client.run('w', 1)).toBe(2);
    expect(requests.map(({ line }) => line)).toEqual(['POST /v1/runs?wait=10000']);
  });

  it('waits in submissions with half of the requests at most, and in turns for all other runs', async () => {
    const client = new Client({ url, connections: 2 });
    const { promise: open, resolve } = createDeferred<ServerResponse>();
    answers = [(response) => resolve(response), json(202, { ...TAKEN, runId: 'r2' }), completed('second')];
    const first = client.run('w', 1);
    const held = await open;
    expect(await client.run('w', 2)).toBe('second');
    completed('first')(held, requests[0] as Request);
    expect(await first).toBe('first');
    expect(requests.map(({ line }) => line)).toEqual([
      'POST /v1/runs?wait=10000',
      'POST /v1/runs',
      'GET /v1/runs/r2/result?wait=30000',
    ]);
  });
});

describe('waitForOutput', () => {
  it('resolves with the type of its workflow, and rejects for a run that has no output', async () => {
    const typed: TypedWorkflow<{ n: number }, { twice: number }> = { name: 'twice' };
    const client = new Client({ url });
    answers = [
      json(202, TAKEN),
      json(200, { runId: 'r1', status: 'completed', output: { twice: 2 } }),
      json(200, { runId: 'r1', status: 'failed', error: { code: 'X', message: 'no', step: 's' } }),
    ];
    const run = await client.submit(typed, { n: 1 });
    const output = await client.waitForOutput(run);
    const twice: number = output.twice;
    expect(twice).toBe(2);
    const error = await client.waitForOutput('r1').catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(RunFailedError);
    expect(error).toMatchObject({ runId: 'r1', status: 'failed', code: 'X', step: 's' });
  });
});
