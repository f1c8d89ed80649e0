import { setImmediate as nextTurn } from 'node:timers/promises';
import {
  createMemoryStore,
  type FeedEvent,
  type FeedListener,
  type FeedPosition,
  startOfTime,
} from '@ag06/store';
import { META, Player } from '@ag06/store/conformance';
import { until } from '@ag06/test-support';
import { afterEach, expect, it } from '@jest/globals';
import { FeedHub, READERS_A_TURN } from './feed-hub.ts';
import { toFeedId } from './feed-id.ts';
import { FeedReader } from './feed-reader.ts';

const NEVER = new AbortController().signal;
const hubs: FeedHub[] = [];
afterEach(() => {
  for (const hub of hubs.splice(0)) hub.stop();
});

/** A hub that keeps few lines. */
async function createHub(lines: number, readersMax = 20) {
  const store = createMemoryStore();
  const hub = new FeedHub(store.feed, { limits: { lines, chars: 1_000_000 }, readersMax });
  hubs.push(hub);
  const following = await hub.join();
  const submit = async (count: number) => {
    for (let n = 0; n < count; n++) await new Player(store).submit();
    const last = await store.runs.now();
    await until(() => following.settledAt > last);
  };
  const all = async (after: FeedPosition) => {
    const ids: string[] = [];
    for await (const page of hub.readPast(after, following.settledAt)) {
      ids.push(...page.map(({ runId, event }) => toFeedId({ at: event.at, runId, seq: event.seq })));
    }
    return ids;
  };
  return { hub, following, submit, all };
}

/** All that a reader is told until nothing comes any more. */
async function readAll(reader: FeedReader): Promise<string[]> {
  const ids: string[] = [];
  for (;;) {
    const lines = await reader.read(0, NEVER);
    if (lines.length === 0) return ids;
    ids.push(...lines.map(({ position }) => toFeedId(position)));
  }
}

it('FeedReader reads the past from the store, and goes on with what the hub keeps', async () => {
  const { hub, following, submit, all } = await createHub(20);
  const start = startOfTime(following.settledAt);
  await submit(30);
  const reader = new FeedReader(hub, following, start);
  const ids = await readAll(reader);
  await submit(3);
  ids.push(...(await readAll(reader)));
  expect(ids).toHaveLength(99);
  expect(ids).toEqual(await all(start));
});

it('FeedReader goes back to the store when it was so slow that the hub has forgotten what comes next', async () => {
  const { hub, following, submit, all } = await createHub(20);
  const start = startOfTime(following.settledAt);
  const reader = new FeedReader(hub, following, undefined);
  await submit(2);
  const ids = await readAll(reader);
  expect(ids).toHaveLength(6);
  await submit(40);
  ids.push(...(await readAll(reader)));
  expect(ids).toEqual(await all(start));
});

it('FeedReader goes on behind every one of the lines that are kept', async () => {
  const { hub, following, submit, all } = await createHub(100);
  const start = startOfTime(following.settledAt);
  await submit(10);
  const ids = await all(start);
  for (const [i, line] of (following.lines.slice(0, 100) ?? []).entries()) {
    expect(await readAll(new FeedReader(hub, following, line.position))).toEqual(ids.slice(i + 1));
  }
});

it('FeedReader waits for new lines, and no longer than it is told', async () => {
  const { hub, following, submit } = await createHub(100);
  const reader = new FeedReader(hub, following, undefined);
  expect(await reader.read(5, NEVER)).toEqual([]);
  const reading = reader.read(10_000, NEVER);
  await submit(1);
  expect((await reading).length).toBeGreaterThan(0);
  const leaving = new AbortController();
  const waiting = reader.read(10_000, leaving.signal).then(() => reader.read(10_000, leaving.signal));
  leaving.abort();
  expect(await waiting).toEqual([]);
});

it('FeedHub refuses more readers than it can serve, and accepts one when another has left', async () => {
  const { hub } = await createHub(10);
  for (let readers = 1; readers < 20; readers++) await hub.join();
  await expect(hub.join()).rejects.toMatchObject({ code: 'FEED_FULL', status: 503 });
  hub.leave();
  await hub.join();
});

it('FeedReader does not tell again what a reader has seen at a dispatcher that was ahead of this one', async () => {
  const store = createMemoryStore();
  let tell: FeedListener = () => {};
  const tailFeed = async (_: string, listener: FeedListener) => {
    tell = listener;
    return { from: 100, stop: async () => {} };
  };
  const hub = new FeedHub({ readFeed: store.feed.readFeed.bind(store.feed), tailFeed });
  hubs.push(hub);
  const following = await hub.join();
  const eventOf = (at: number): FeedEvent => ({
    runId: 'r',
    meta: META,
    event: { seq: at, type: 'custom', at },
  });
  const reader = new FeedReader(hub, following, { at: 105, runId: 'r', seq: 105 });
  expect(await reader.read(5, NEVER)).toEqual([]);
  const reading = reader.read(10_000, NEVER);
  tell([101, 103, 105].map(eventOf), 105);
  tell([106, 107].map(eventOf), 108);
  expect((await reading).map(({ position }) => position.at)).toEqual([106, 107]);
});

it('FeedHub wakes a thousand readers, a hundred per turn of the event loop, and leaves nobody out', async () => {
  const { hub, following, submit } = await createHub(10_000, 1_000);
  const abort = new AbortController();
  const got: number[] = [];
  const readers = Array.from({ length: 1_000 }, () => new FeedReader(hub, following, undefined));
  const follow = async (reader: FeedReader, i: number) => {
    while (!abort.signal.aborted) got[i] = (got[i] ?? 0) + (await reader.read(60_000, abort.signal)).length;
  };
  const followed = readers.map(follow);
  let [before, most] = [0, 0];
  const told = () => got.filter((lines) => lines > 0).length;
  const watching = (async () => {
    while (told() < readers.length) {
      await nextTurn();
      most = Math.max(most, told() - before);
      before = told();
    }
  })();
  await Promise.all([submit(3), watching]);
  await until(() => got.every((lines) => lines === got[0] && lines >= 6) && got.length === 1_000);
  expect(most).toBeLessThanOrEqual(2 * READERS_A_TURN);
  abort.abort();
  await Promise.all(followed);
});
