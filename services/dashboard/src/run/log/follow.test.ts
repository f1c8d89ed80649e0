import { expect, test } from '@jest/globals';
import { follow } from './follow.ts';

/** A feed whose events are given by hand. */
function createFeed() {
  let push = () => {};
  const queue: true[] = [];
  const changes = {
    async *[Symbol.asyncIterator]() {
      for (;;) {
        if (queue.pop() === undefined) await new Promise<void>((resolve) => (push = resolve));
        else yield true;
      }
    },
  };
  const change = () => {
    queue.push(true);
    push();
  };
  return { changes, change };
}

const HOUR = 3_600_000;

test('a change leads to a refresh, and one that comes while it refreshes leads to another', async () => {
  const { changes, change } = createFeed();
  const stop = new AbortController();
  let refreshes = 0;
  const refresh = async () => {
    refreshes++;
    if (refreshes < 4) change();
    else stop.abort();
    await Promise.resolve();
  };
  await follow({ refresh, changes, gapMs: 0, idleMs: () => HOUR, signal: stop.signal });
  expect(refreshes).toBe(4);
});

test('without a feed it is refreshed from time to time', async () => {
  const stop = new AbortController();
  let refreshes = 0;
  const refresh = async () => {
    refreshes++;
    if (refreshes === 3) stop.abort();
  };
  const changes = {
    // biome-ignore lint/correctness/useYield: it breaks before its first event
    async *[Symbol.asyncIterator]() {
      throw new Error('gone');
    },
  };
  await follow({ refresh, changes, gapMs: 0, idleMs: () => 1, signal: stop.signal });
  expect(refreshes).toBe(3);
});

test('it ends at once when its signal aborts', async () => {
  const stop = new AbortController();
  const refresh = async () => stop.abort();
  const { changes } = createFeed();
  await follow({ refresh, changes, gapMs: HOUR, idleMs: () => HOUR, signal: stop.signal });
  expect(stop.signal.aborted).toBe(true);
});
