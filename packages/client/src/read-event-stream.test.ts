import { expect, it } from '@jest/globals';
import { readEventStream } from './read-event-stream.ts';

const MINUTE = 60_000;

function streamOf(...chunks: readonly Uint8Array[]): ReadableStream<Uint8Array> {
  return new ReadableStream({
    start(controller) {
      for (const chunk of chunks) controller.enqueue(chunk);
      controller.close();
    },
  });
}

it('readEventStream yields the same events wherever the chunks of the stream are cut', async () => {
  const text =
    ': hello\nid: 1\n\nid: 2\nevent: run.started\ndata: {"name":"größe"}\n\nevent: end\ndata: {}\n\n';
  const bytes = new TextEncoder().encode(text);
  for (let at = 0; at <= bytes.length; at++) {
    const events = [];
    for await (const event of readEventStream(
      streamOf(bytes.slice(0, at), bytes.slice(at)),
      MINUTE,
      '/v1/feed',
    )) {
      events.push(event);
    }
    expect(events).toEqual([
      { id: '1', event: 'message', data: '' },
      { id: '2', event: 'run.started', data: '{"name":"größe"}' },
      { id: '2', event: 'end', data: '{}' },
    ]);
  }
});

it('readEventStream drops an event that the end of the stream cuts off', async () => {
  const events = [];
  const bytes = new TextEncoder().encode('id: 1\ndata: {}\n\nid: 2\ndata: {"half"');
  for await (const { id } of readEventStream(streamOf(bytes), MINUTE, '/v1/feed')) events.push(id);
  expect(events).toEqual(['1']);
});

it('readEventStream rejects and closes a stream that is silent for too long', async () => {
  let isClosed = false;
  const silent = new ReadableStream<Uint8Array>({
    cancel: () => {
      isClosed = true;
    },
  });
  await expect(readEventStream(silent, 1, '/v1/feed').next()).rejects.toThrow('Nothing came for 1 ms');
  expect(isClosed).toBe(true);
});

it('readEventStream closes the stream when its reader stops', async () => {
  let isClosed = false;
  const endless = new ReadableStream<Uint8Array>({
    pull: (controller) => controller.enqueue(new TextEncoder().encode('data: {}\n\n')),
    cancel: () => {
      isClosed = true;
    },
  });
  for await (const _ of readEventStream(endless, MINUTE, '/v1/feed')) break;
  expect(isClosed).toBe(true);
});

it('readEventStream rejects an event that does not end, and does not keep it in memory', async () => {
  const chunk = new Uint8Array(4 * 1024 * 1024).fill(120);
  const endless = new ReadableStream<Uint8Array>({ pull: (controller) => controller.enqueue(chunk) });
  await expect(readEventStream(endless, MINUTE, '/v1/feed').next()).rejects.toMatchObject({
    code: 'ANSWER_INVALID',
    path: '/v1/feed',
  });
});
