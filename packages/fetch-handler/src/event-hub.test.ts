import { Client } from '@ag06/client';
import { until } from '@ag06/test-support';
import { expect, test } from '@jest/globals';
import { EventHub } from './event-hub.ts';

/** A fleet that counts its feeds. Each has one event of run `r`, as soon as it is asked to tell it. */
class Feeds {
  readonly #begun = Promise.withResolvers<void>();
  /** Resolves when there is a feed. */
  readonly begun = this.#begun.promise;
  readonly opened: AbortSignal[] = [];
  readonly queries: string[] = [];
  #tell: () => void = () => {};

  readonly client = new Client({
    url: 'http://fleet',
    retryForMs: 0,
    fetch: async (address, init) => {
      this.queries.push(new URL(String(address)).search);
      const signal = init?.signal ?? new AbortController().signal;
      this.opened.push(signal);
      const body = new ReadableStream<Uint8Array>({
        start: (controller) => {
          const event = { runId: 'r', workflow: 'w', type: 'custom', at: '2026-01-01T00:00:00Z' };
          const text = `id: 1\ndata: ${JSON.stringify(event)}\n\n`;
          this.#tell = () => controller.enqueue(new TextEncoder().encode(text));
          controller.enqueue(new TextEncoder().encode('id: 0\ndata:\n\n'));
          signal.addEventListener('abort', () => controller.error(signal.reason));
          this.#begun.resolve();
        },
      });
      return new Response(body, { headers: { 'content-type': 'text/event-stream' } });
    },
  });

  tell(): void {
    this.#tell();
  }
}

const never = new AbortController().signal;

test('one feed of the fleet wakes all readers of a run, and ends with the last reader', async () => {
  const feeds = new Feeds();
  const hub = new EventHub(feeds.client, ['w'], 2);
  expect([hub.join('a', 9), hub.join('b', 9), hub.join('c', 9)]).toEqual(['joined', 'joined', 'full']);
  const listeners = [hub.listen('r', never), hub.listen('r', never)];
  const late = hub.listen('r', never);
  const woken = Promise.all(listeners.map((listener) => listener.next(1_000_000)));
  expect(hub.isLive).toBe(false);
  await feeds.begun;
  await until(() => hub.isLive);
  feeds.tell();
  await woken;
  // It was busy when the event came.
  await late.next(1_000_000);
  expect(feeds.opened).toHaveLength(1);
  hub.leave('a');
  expect(feeds.opened[0]?.aborted).toBe(false);
  hub.leave('b');
  expect(feeds.opened[0]?.aborted).toBe(true);
  expect(hub.join('a', 9)).toBe('joined');
  expect(hub.isLive).toBe(false);
  hub.leave('a');
});

test('one tenant cannot take the places of all others', () => {
  const hub = new EventHub(new Feeds().client, ['w'], 5);
  expect([hub.join('a', 2), hub.join('a', 2), hub.join('a', 2)]).toEqual([
    'joined',
    'joined',
    'full-of-owner',
  ]);
  expect(hub.join('b', 2)).toBe('joined');
  hub.leave('a');
  expect(hub.join('a', 2)).toBe('joined');
  for (const owner of ['a', 'a', 'b']) hub.leave(owner);
});

test.each([
  [50, 50],
  [51, 0],
])(
  'of %i workflows the feed is asked for %i: it refuses to be asked for more than 50',
  async (all, asked) => {
    const feeds = new Feeds();
    const hub = new EventHub(
      feeds.client,
      Array.from({ length: all }, (_, i) => `w${i}`),
      1,
    );
    hub.join('a', 1);
    await feeds.begun;
    expect(new URLSearchParams(feeds.queries[0]).getAll('workflow')).toHaveLength(asked);
    hub.leave('a');
  },
);

test('a reader that waits for nothing goes on after its time, and when it leaves', async () => {
  const hub = new EventHub(new Feeds().client, ['w'], 1);
  await hub.listen('r', never).next(1);
  const leaving = new AbortController();
  const waiting = hub.listen('r', leaving.signal).next(1_000_000);
  leaving.abort();
  await waiting;
});
