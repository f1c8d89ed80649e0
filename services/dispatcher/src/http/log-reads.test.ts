import { createMemoryStore, LOG_PAGE, type Store } from '@ag06/store';
import { grantOf, META, Player, scheduled } from '@ag06/store/conformance';
import { expect, it } from '@jest/globals';
import { createMemoryApi } from './testing/memory-api.ts';

const NO_PLANS = { load: async () => undefined };
const STEPS = 12;
const BYTES = 200_000;
const OUTPUT = JSON.stringify('x'.repeat(BYTES));
/** All that a run of this test has in its log. */
const LOG_BYTES = STEPS * BYTES;

/** Runs with the same correlation id, each of whose steps has a large event. */
async function play(store: Store, count: number): Promise<readonly string[]> {
  const players = Array.from({ length: count }, () => new Player(store));
  const steps = Array.from({ length: STEPS }, (_, i) => `s${i}`);
  for (const player of players) await player.submit({ roots: steps.map((step) => scheduled(step, 0)) });
  for (const step of steps)
    for (const player of players)
      await player.complete(grantOf(await player.claim(step)), {
        change: { to: 'completed', output: OUTPUT },
      });
  return players.map(({ runId }) => runId);
}

/** The API, the runs, and the pages of logs that it reads: their bytes, and the turn of the event loop in which each was asked for. */
async function start(count: number) {
  const store = createMemoryStore();
  const runIds = await play(store, count);
  const pages: { runId: string; bytes: number; events: number; turn: number }[] = [];
  let [turn, isOver] = [0, false];
  const next = () => {
    turn++;
    if (!isOver) setImmediate(next);
  };
  const { loadLogPage } = store.runs;
  store.runs.loadLogPage = async (runId, ...asked) => {
    const page = await loadLogPage.call(store.runs, runId, ...asked);
    pages.push({ runId, bytes: page?.bytes ?? 0, events: page?.events.length ?? 0, turn });
    return page;
  };
  const api = createMemoryApi({}, { store, plans: NO_PLANS as never });
  const get = async (url: string) => {
    [isOver, pages.length] = [false, 0];
    setImmediate(next);
    const answer = await api.inject({ method: 'GET', url });
    isOver = true;
    expect([url, answer.statusCode]).toEqual([url, 200]);
    return answer;
  };
  return { runIds, pages, get };
}

it.each(['state', 'export'])(
  'the %s of a run with large events is read in pages of few bytes, each in a turn of its own',
  async (what) => {
    const { runIds, pages, get } = await start(1);
    await get(`/v1/runs/${runIds[0]}/${what}`);
    const log = pages.filter(({ events }) => events > 0);
    expect(log.length).toBeGreaterThanOrEqual(STEPS);
    expect(Math.max(...log.map(({ bytes }) => bytes))).toBeLessThanOrEqual(LOG_PAGE.bytes);
    const turns = log.map(({ turn }) => turn);
    if (what === 'state') turns.pop();
    expect(new Set(turns).size).toBe(turns.length);
  },
);

it('a page of events has about 1 MiB, and those behind it follow with nothing left out', async () => {
  const { runIds, pages, get } = await start(1);
  const seen: number[] = [];
  let answers = 0;
  for (let after: number | undefined = 0; after !== undefined; answers++) {
    const answer = await get(`/v1/runs/${runIds[0]}/events?limit=500&after=${after}`);
    expect(answer.body.length).toBeLessThan(1024 * 1024 + 2 * LOG_PAGE.bytes);
    expect(Math.max(...pages.map(({ bytes }) => bytes))).toBeLessThanOrEqual(LOG_PAGE.bytes);
    const { events, next } = answer.json();
    seen.push(...events.map(({ seq }: { seq: number }) => seq));
    after = next;
  }
  expect(seen).toEqual(seen.map((_, i) => i + 1));
  expect(answers).toBeGreaterThan(LOG_BYTES / (1024 * 1024 + LOG_PAGE.bytes));
  expect(answers).toBeLessThan(6);
});

it('a timeline of many runs with large events reads them one at a time, in the order of their time', async () => {
  const { runIds, pages, get } = await start(8);
  const seen: string[] = [];
  let times: string[] = [];
  for (let cursor = ''; ; ) {
    const query = `limit=100${cursor === '' ? '' : `&cursor=${encodeURIComponent(cursor)}`}`;
    const answer = await get(`/v1/correlations/${META.correlationId}?${query}`);
    for (const { bytes, events } of pages) expect(bytes <= 16 * 1024 || events === 1).toBe(true);
    const { events, next } = answer.json();
    seen.push(...events.map((one: Entry) => `${one.run.runId} ${one.event.seq}`));
    times = times.concat(events.map((one: Entry) => one.at));
    if (next === undefined) break;
    cursor = next;
  }
  expect(times).toEqual(times.toSorted());
  expect(new Set(seen).size).toBe(seen.length);
  for (const runId of runIds) {
    const own = seen.flatMap((place) => (place.startsWith(`${runId} `) ? [Number(place.split(' ')[1])] : []));
    expect(own).toEqual(own.map((_, i) => i + 1));
    expect(own.length).toBeGreaterThan(3 * STEPS);
  }
});

interface Entry {
  readonly at: string;
  readonly run: { readonly runId: string };
  readonly event: { readonly seq: number };
}
