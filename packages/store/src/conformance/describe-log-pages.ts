import type { RunEvent } from '@ag06/contracts';
import { afterEach, expect, it } from '@jest/globals';
import { LOG_PAGE } from '../log-page.ts';
import { readLog } from '../read-log.ts';
import type { Context } from './describe-store.ts';
import { COMPLETED, grantOf, Player, scheduled } from './fixture.ts';

const STEPS = 12;
const OUTPUT = 40_000;

/** Logs are read page by page: bounded by the number of events, and by their bytes. */
export function describeLogPages({ store }: Context): void {
  /** A run whose log has small events, and one of 40 KB for each of twelve steps. */
  async function play(): Promise<Player> {
    const player = new Player(store());
    const steps = Array.from({ length: STEPS }, (_, i) => `s${i}`);
    await player.submit({ roots: steps.map((step) => scheduled(step, 0)) });
    const output = JSON.stringify('é'.repeat(OUTPUT / 2));
    for (const step of steps) {
      const grant = grantOf(await player.claim(step));
      await player.complete(grant, { change: { to: 'completed', output } });
    }
    return player;
  }

  let runId = '';
  let asked: unknown;
  /** All tests of this group read one run of the store that they have together. */
  async function playOnce(): Promise<string> {
    if (asked !== store()) runId = (await play()).runId;
    asked = store();
    return runId;
  }
  afterEach(() => expect(runId).not.toBe(''));

  it('has at most so many events as are asked for, and says whether there are more', async () => {
    const id = await playOnce();
    const whole = await readAll(id);
    const { runs } = store();
    expect(await runs.loadLogPage(id, 0, 3)).toMatchObject({ events: whole.slice(0, 3), more: true });
    expect(await runs.loadLogPage(id, 2, 5)).toMatchObject({ events: whole.slice(2, 7), more: true });
    const end = whole.length;
    expect(await runs.loadLogPage(id, end - 1, 1)).toMatchObject({ events: whole.slice(-1), more: false });
    expect(await runs.loadLogPage(id, end - 1, 9)).toMatchObject({ events: whole.slice(-1), more: false });
    for (const after of [end, end + 100])
      expect(await runs.loadLogPage(id, after, 9)).toEqual({ events: [], bytes: 0, more: false });
  });

  it('ends before the event that would make it longer than the bytes that are asked for, and skips none', async () => {
    const id = await playOnce();
    const whole = await readAll(id);
    for (const maxBytes of [50_000, 100_000]) {
      const pages = [];
      for await (const page of readLog(store().runs, id, { page: { bytes: maxBytes } })) pages.push(page);
      expect(pages.flatMap(({ events }) => events)).toEqual(whole);
      expect(pages.map(({ bytes }) => bytes <= maxBytes)).not.toContain(false);
      expect(pages.length).toBeGreaterThanOrEqual((STEPS * OUTPUT) / maxBytes);
      expect(pages.length).toBeLessThanOrEqual((2 * STEPS * OUTPUT) / maxBytes + 1);
      for (const { events, bytes } of pages) expect(bytes).toBeGreaterThan(largestOf(events));
      expect(pages.map(({ more }) => more)).toEqual(pages.map((_, i) => i < pages.length - 1));
    }
  });

  it('has one event that is larger than the bytes that are asked for', async () => {
    const id = await playOnce();
    const large = (await readAll(id)).filter(({ type }) => type === 'step.completed');
    expect(large).toHaveLength(STEPS);
    for (const { seq } of large) {
      const page = await store().runs.loadLogPage(id, seq - 1, 500, 1_000);
      expect(page?.events.map((event) => event.seq)).toEqual([seq]);
    }
  });

  it('is bounded where nobody says by how much', async () => {
    const page = await store().runs.loadLogPage(await playOnce(), 0, 10_000);
    expect(page?.bytes).toBeLessThanOrEqual(LOG_PAGE.bytes);
    expect(page?.more).toBe(true);
  });

  it('is empty for no events, and unknown for a run that nobody submitted', async () => {
    const player = new Player(store());
    const { runs } = store();
    expect(await runs.loadLogPage(player.runId, 0, 10)).toBeUndefined();
    expect(await runs.loadLogPage('nobody', 0, 10)).toBeUndefined();
    await player.submit();
    await player.complete(grantOf(await player.claim('a')), { end: COMPLETED });
    expect(await runs.loadLogPage(player.runId, 100, 10)).toEqual({ events: [], bytes: 0, more: false });
  });

  async function readAll(id: string) {
    const events = [];
    for await (const page of readLog(store().runs, id)) events.push(...page.events);
    return events;
  }
}

/** The characters of the largest output. */
const largestOf = (events: readonly RunEvent[]): number =>
  Math.max(0, ...events.map(({ output }) => (typeof output === 'string' ? output.length : 0)));
