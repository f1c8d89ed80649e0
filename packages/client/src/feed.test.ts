import { expect, it } from '@jest/globals';
import { Client } from './client.ts';
import { AnswerError, RefusedError, UnreachableError } from './errors.ts';

const write = (id: string, type: string): string =>
  `id: ${id}\nevent: ${type}\ndata: ${JSON.stringify({ runId: 'r', workflow: 'w', seq: 1, type, at: id })}\n\n`;

/** A connection that tells this, and then ends, breaks, or stays. */
function streamOf(text: string, then: 'ends' | 'breaks' | 'stays'): Response {
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      if (text !== '') controller.enqueue(new TextEncoder().encode(text));
      if (then === 'ends') controller.close();
    },
    pull(controller) {
      if (then === 'breaks') controller.error(new Error('reset'));
    },
  });
  return new Response(body, { headers: { 'content-type': 'text/event-stream' } });
}

interface Asked {
  readonly url: string;
  readonly lastId: string | null;
}

/** A client of a fleet that answers so, one after the other. */
function createClient(...answers: readonly (() => Response)[]) {
  const asked: Asked[] = [];
  const left = [...answers];
  const client = new Client({
    url: 'http://fleet',
    retryForMs: 60_000,
    fetch: async (url, init) => {
      asked.push({ url: String(url), lastId: new Headers(init?.headers).get('last-event-id') });
      const answer = left.shift();
      if (answer === undefined) throw new TypeError('fetch failed');
      return answer();
    },
  });
  return { client, asked };
}

async function take(feed: AsyncIterable<{ readonly type: string }>, count: number): Promise<string[]> {
  const types: string[] = [];
  for await (const { type } of feed) if (types.push(type) === count) break;
  return types;
}

it('the feed continues after its last event when a connection ends, breaks, or is closed by the dispatcher', async () => {
  const { client, asked } = createClient(
    () => streamOf(write('1', 'run.accepted'), 'ends'),
    () => streamOf(write('2', 'run.started'), 'breaks'),
    () =>
      streamOf(`${write('3', 'step.started')}event: end\ndata: {"code":"DISPATCHER_STOPPING"}\n\n`, 'stays'),
    () => streamOf(write('4', 'run.completed'), 'stays'),
  );
  const feed = client.feed({ workflow: ['w'], type: [] });
  expect(feed.lastId).toBeUndefined();
  expect(await take(feed, 4)).toEqual(['run.accepted', 'run.started', 'step.started', 'run.completed']);
  expect(asked).toEqual(
    [null, '1', '2', '3'].map((lastId) => ({ url: 'http://fleet/v1/feed?workflow=w', lastId })),
  );
  expect(feed.lastId).toBe('4');
});

it('the position of the feed moves while no event comes, and a feed begins after the position that it is given', async () => {
  const { client, asked } = createClient(
    () => streamOf(': heartbeat\nid: 7\n\n', 'ends'),
    () => streamOf(write('8', 'run.started'), 'stays'),
  );
  await take(client.feed({}, { after: '5' }), 1);
  expect(asked.map(({ lastId }) => lastId)).toEqual(['5', '7']);
});

it('a feed rejects with the refusal of the fleet, and with AnswerError for text that is not an event', async () => {
  const gone = () => Response.json({ code: 'FEED_POSITION_GONE', detail: 'no' }, { status: 410 });
  const refused = await take(createClient(gone).client.feed({}, { after: '1' }), 1).catch((error) => error);
  expect(refused).toBeInstanceOf(RefusedError);
  expect(refused).toMatchObject({ code: 'FEED_POSITION_GONE', status: 410, path: '/v1/feed' });
  for (const data of ['{', '{}', '7', 'null']) {
    const { client } = createClient(() => streamOf(`id: 1\ndata: ${data}\n\n`, 'stays'));
    await expect(take(client.feed(), 1)).rejects.toBeInstanceOf(AnswerError);
  }
  const page = createClient(() => new Response('<html>', { headers: { 'content-type': 'text/html' } }));
  await expect(take(page.client.feed(), 1)).rejects.toThrow('text/event-stream');
});

it('the first connection of a feed can have a shorter retryForMs than later ones', async () => {
  const { client, asked } = createClient();
  await expect(take(client.feed({}, { firstRetryForMs: 0 }), 1)).rejects.toBeInstanceOf(UnreachableError);
  expect(asked).toHaveLength(1);
});

it('a feed ends with the reason of its signal', async () => {
  const stop = new AbortController();
  const reason = new Error('enough');
  const { client } = createClient(() => streamOf(write('1', 'run.started'), 'ends'));
  const seen: string[] = [];
  const reading = (async () => {
    for await (const { type } of client.feed({}, { signal: stop.signal })) {
      seen.push(type);
      stop.abort(reason);
    }
  })();
  await expect(reading).rejects.toBe(reason);
  expect(seen).toEqual(['run.started']);
});
