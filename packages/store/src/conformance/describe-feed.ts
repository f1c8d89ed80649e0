import { afterEach, expect, it } from '@jest/globals';
import {
  compareFeedPositions,
  FEED_PAGE,
  type FeedEvent,
  type FeedPosition,
  startOfTime,
  toFeedPosition,
} from '../feed-store.ts';
import { loadEvents } from '../read-log.ts';
import type { Store } from '../store.ts';
import type { Context } from './describe-store.ts';
import { COMPLETED, freshId, grantOf, META, Player, scheduled } from './fixture.ts';

const FAR = Number.MAX_SAFE_INTEGER;
const TENANT = 'default';
const SETTLED_WITHIN_MS = 10_000;

/** Records what a reader of the feed has seen. */
class Follower {
  readonly events: FeedEvent[] = [];
  readonly settled: number[] = [];
  /** The most events, and the most characters of their bodies, that came at once. */
  readonly most = { events: 0, chars: 0 };
  #changed = Promise.withResolvers<void>();

  readonly listen = (events: readonly FeedEvent[], settledAt: number): void => {
    this.events.push(...events);
    const chars = events.reduce((sum, { event }) => sum + JSON.stringify(event).length, 0);
    this.most.events = Math.max(this.most.events, events.length);
    this.most.chars = Math.max(this.most.chars, chars);
    this.settled.push(settledAt);
    this.#changed.resolve();
    this.#changed = Promise.withResolvers();
  };

  /** Resolves when every event before `time` was reported. */
  async hasSettled(time: number): Promise<void> {
    const giveUpAt = performance.now() + SETTLED_WITHIN_MS;
    while ((this.settled.at(-1) ?? 0) <= time) {
      if (performance.now() > giveUpAt) throw new Error('The feed does not settle.');
      await this.#changed.promise;
    }
  }
}

async function read(store: Store, after: FeedPosition, until = FAR, tenant = TENANT): Promise<FeedEvent[]> {
  const found: FeedEvent[] = [];
  for await (const page of store.feed.readFeed(tenant, after, until)) found.push(...page);
  return found;
}

const place = (event: FeedEvent): string => `${event.runId} ${event.event.seq} ${event.event.type}`;
const places = (events: readonly FeedEvent[]): string[] => events.map(place);
const isOrdered = (events: readonly FeedEvent[]): boolean =>
  events.every((event, i) => {
    const before = events[i - 1];
    return before === undefined || compareFeedPositions(toFeedPosition(before), toFeedPosition(event)) < 0;
  });

/** A run of one step, from its submission to its end. */
async function play(store: Store): Promise<Player> {
  const player = new Player(store);
  await player.submit();
  await player.complete(grantOf(await player.claim('a')), { end: COMPLETED });
  return player;
}

/** The feed: the logs of all runs as one. */
export function describeFeed({ store }: Context): void {
  const tails: { stop(): Promise<void> }[] = [];
  afterEach(async () => {
    for (const tail of tails.splice(0)) await tail.stop();
  });
  const follow = async () => {
    const follower = new Follower();
    const tail = await store().feed.tailFeed(TENANT, follower.listen);
    tails.push(tail);
    return { follower, tail };
  };

  it('holds every event of every run, as its log has it and in one order', async () => {
    const since = startOfTime(await store().runs.now());
    const players = await Promise.all(Array.from({ length: 8 }, () => play(store())));
    const feed = await read(store(), since);
    expect(isOrdered(feed)).toBe(true);
    for (const { runId } of players) {
      const own = feed.filter((event) => event.runId === runId);
      expect(own.map(({ event }) => event)).toEqual(await loadEvents(store().runs, runId, 0, 100));
      expect(own.every(({ meta }) => meta.workflow === META.workflow)).toBe(true);
    }
  });

  it('goes on behind any of its events, with neither a gap nor a repetition', async () => {
    const since = startOfTime(await store().runs.now());
    await Promise.all(Array.from({ length: 4 }, () => play(store())));
    const feed = await read(store(), since);
    expect(feed.length).toBeGreaterThan(12);
    for (const [i, event] of feed.entries()) {
      expect(places(await read(store(), toFeedPosition(event)))).toEqual(places(feed.slice(i + 1)));
    }
  });

  it('ends before a given time', async () => {
    const since = startOfTime(await store().runs.now());
    await play(store());
    const feed = await read(store(), since);
    const until = feed.at(-1)?.event.at ?? 0;
    const before = feed.filter(({ event }) => event.at < until);
    expect(places(await read(store(), since, until))).toEqual(places(before));
  });

  it('holds what is new in a run that began long before, and nothing else of it', async () => {
    const open = new Player(store());
    await open.submit();
    const before = (await read(store(), startOfTime(0))).at(-1);
    const position = before === undefined ? startOfTime(0) : toFeedPosition(before);
    await open.cancel();
    expect(places(await read(store(), position))).toEqual([`${open.runId} 4 run.cancelled`]);
  });

  it('holds a run of more events than a page', async () => {
    const player = new Player(store());
    await player.submit();
    const grant = grantOf(await player.claim('a'));
    const emitted = Array.from({ length: 1_200 }, (_, n) => `{"name":"count","data":${n}}`);
    await player.complete(grant, { emitted, end: COMPLETED });
    const own = (await read(store(), startOfTime(0))).filter(({ runId }) => runId === player.runId);
    expect(own.map(({ event }) => event)).toEqual(await loadEvents(store().runs, player.runId, 0, 2_000));
  });

  it('comes in pages of few characters, however large its events are', async () => {
    const { from } = await store()
      .feed.tailFeed(TENANT, () => {})
      .then(async (tail) => {
        await tail.stop();
        return tail;
      });
    const input = JSON.stringify('x'.repeat(400_000));
    for (let i = 0; i < 6; i++) await new Player(store()).submit({ input });
    let seen = 0;
    for await (const page of store().feed.readFeed(TENANT, startOfTime(from), FAR)) {
      const large = page.filter(({ event }) => JSON.stringify(event).length > 400_000);
      expect(large.length).toBeLessThanOrEqual(3);
      seen += large.length;
    }
    expect(seen).toBe(6);
  });

  it('shows a tenant its own runs only', async () => {
    const since = startOfTime(await store().runs.now());
    const tenant = `tenant-${freshId()}`;
    const theirs = new Player(store());
    await theirs.submit({ tenant, meta: JSON.stringify({ ...META, tenant }) });
    const own = await read(store(), since, FAR, tenant);
    expect(new Set(own.map(({ runId }) => runId))).toEqual(new Set([theirs.runId]));
    expect((await read(store(), since)).filter(({ runId }) => runId === theirs.runId)).toEqual([]);
  });

  it('tells who follows it everything from then on, once and in order, and no other tenant’s', async () => {
    const early = new Player(store());
    await early.submit();
    const { follower, tail } = await follow();
    const tenant = `tenant-${freshId()}`;
    const theirs = new Player(store());
    await theirs.submit({ tenant, meta: JSON.stringify({ ...META, tenant }) });
    for (let round = 0; round < 5; round++) {
      await Promise.all(Array.from({ length: 10 }, () => play(store())));
    }
    await early.cancel();
    await follower.hasSettled(await store().runs.now());
    const expected = await read(store(), startOfTime(tail.from));
    expect(expected.length).toBeGreaterThanOrEqual(50 * 6 + 1);
    expect(places(follower.events)).toEqual(places(expected));
    expect(follower.events).toEqual(expected);
    expect(follower.settled).toEqual(follower.settled.toSorted((a, b) => a - b));
  }, 30_000);

  it('tells who follows it no more at a time than a page, however much was committed since the last time', async () => {
    const { follower, tail } = await follow();
    const input = JSON.stringify('x'.repeat(400_000));
    const player = new Player(store());
    await player.submit();
    const emitted = Array.from({ length: 1_200 }, (_, n) => `{"name":"count","data":${n}}`);
    await Promise.all([
      player.complete(grantOf(await player.claim('a')), { emitted, end: COMPLETED }),
      ...Array.from({ length: 6 }, () => new Player(store()).submit({ input })),
    ]);
    await follower.hasSettled(await store().runs.now());
    expect(follower.events.length).toBeGreaterThanOrEqual(1_200 + 6 * 3);
    expect(places(follower.events)).toEqual(places(await read(store(), startOfTime(tail.from))));
    expect(follower.most.events).toBeLessThanOrEqual(FEED_PAGE.events);
    expect(follower.most.chars).toBeLessThan(FEED_PAGE.chars + 1.1 * input.length);
  });

  it('tells several who follow it the same, and nobody who has stopped', async () => {
    const [one, two] = [await follow(), await follow()];
    await play(store());
    await Promise.all([one, two].map(async ({ follower }) => follower.hasSettled(await store().runs.now())));
    await one.tail.stop();
    await one.tail.stop();
    const told = one.follower.events.length;
    const late = new Player(store());
    await late.submit({ roots: [scheduled('a')] });
    await two.follower.hasSettled(await store().runs.now());
    expect(one.follower.events).toHaveLength(told);
    expect(two.follower.events.length).toBeGreaterThanOrEqual(told + 3);
  });

  it('meets its past without a seam: what was read until then, and what is told from then on', async () => {
    const since = startOfTime(await store().runs.now());
    await play(store());
    const { follower, tail } = await follow();
    await play(store());
    await follower.hasSettled(await store().runs.now());
    const past = await read(store(), since, tail.from);
    expect(places([...past, ...follower.events])).toEqual(places(await read(store(), since)));
  });
}
