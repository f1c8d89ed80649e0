import { Client } from '@ag06/client';
import { expect, test } from '@jest/globals';
import { EventHub } from './event-hub.ts';

/** A fleet that counts its feeds. Each has one event of run `r`, as soon as it is asked to tell it. */
class Feeds {
  readonly #begun = Promise.withResolvers<void>();
  /** Resolves when there is a feed. */
  readonly begun = this.#begun.promise;
  readonly opened: AbortSignal[] = [];
  #tell: () => void = () => {};

  readonly client = new Client({
    url: 'http://fleet',
    retryForMs: 0,
    fetch: async (_, init) => {
      const signal = init?.signal ?? new AbortController().signal;
      this.opened.push(signal);
      const body = new ReadableStream<Uint8Array>({
        start: (controller) => {
          const event = { runId: 'r', workflow: 'w', type: 'custom', at: '2026-01-01T00:00:00Z' };
          const text = `id: 1\ndata: ${JSON.stringify(event)}\n\n`;
          this.#tell = () => controller.enqueue(new TextEncoder().encode(text));
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
  expect([hub.join(), hub.join(), hub.join()]).toEqual([true, true, false]);
  const listeners = [hub.listen('r', never), hub.listen('r', never)];
  const late = hub.listen('r', never);
  const woken = Promise.all(listeners.map((listener) => listener.next(1_000_000)));
  await feeds.begun;
  expect(hub.isLive).toBe(false);
  feeds.tell();
  await woken;
  // It was busy when the event came.
  await late.next(1_000_000);
  expect(hub.isLive).toBe(true);
  expect(feeds.opened).toHaveLength(1);
  hub.leave();
  expect(feeds.opened[0]?.aborted).toBe(false);
  hub.leave();
  expect(feeds.opened[0]?.aborted).toBe(true);
  expect(hub.join()).toBe(true);
  hub.leave();
});

test('a reader that waits for nothing goes on after its time, and when it leaves', async () => {
  const hub = new EventHub(new Feeds().client, ['w'], 1);
  await hub.listen('r', never).next(1);
  const leaving = new AbortController();
  const waiting = hub.listen('r', leaving.signal).next(1_000_000);
  leaving.abort();
  await waiting;
});
