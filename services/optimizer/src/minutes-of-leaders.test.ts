import {
  encodeSampleBatch,
  FIGURES_MINUTES,
  type MinutesReport,
  parseMinutesReport,
  type Sample,
} from '@ag06/contracts/tuning';
import { createMemoryStore, type Store } from '@ag06/store';
import { expect, it } from '@jest/globals';
import { beginTerm } from './testing/begin-term.ts';

const MINUTE_MS = 60_000;
const BEGIN = 1_000_000 * MINUTE_MS;
const sample = (more: Partial<Sample> = {}): Sample => ({
  t: 1_000,
  agent: 'core.echo',
  step: 'a',
  runId: 'r0-000000000aaaaaaaaaaaa',
  attempt: 1,
  hedge: false,
  configVersion: 0,
  priority: 'normal',
  sizeBucket: 0,
  waitMs: 1,
  durMs: 2,
  outcome: 'ok',
  startedAt: 998,
  worker: 'w-1',
  inflightAtStart: 1,
  ...more,
});

/** A store whose time stands still until it is set. */
function createScene() {
  const clock = { at: BEGIN };
  const now = () => clock.at;
  const store = createMemoryStore({ now });
  let number = 0;
  const send = (...samples: readonly Sample[]) =>
    store.samples.append(
      encodeSampleBatch({ worker: 'w-1', number: ++number, at: now(), dropped: 0, seconds: [], samples }),
    );
  const lead = (term: number) => beginTerm({ store, number: term, mode: 'off', now });
  return { clock, store, send, lead };
}

const load = async ({ shared }: Store) => {
  const found = await shared.load('figures', FIGURES_MINUTES);
  const report = found && parseMinutesReport(found.text);
  return { version: found?.version ?? 0, report, minutes: report && toMinutes(report) };
};
const toMinutes = ({ minutes }: MinutesReport) =>
  minutes.map(({ at, attempts }) => [(at - BEGIN) / MINUTE_MS, attempts]);

it('a leader tells a minute when it is over, with what came in its last moment, and nothing of one without attempts', async () => {
  const { clock, store, send, lead } = createScene();
  const leading = await lead(1);
  await send(sample(), sample({ agent: 'x.b', outcome: 'error' }));
  await leading.step();
  expect(await load(store)).toMatchObject({ version: 0 });
  clock.at = BEGIN + MINUTE_MS - 1;
  await send(sample());
  clock.at = BEGIN + MINUTE_MS;
  // It has not looked since the minute ended: what came after its last look is not counted yet.
  await leading.step();
  expect(await load(store)).toMatchObject({ version: 0 });
  await leading.step();
  const told = await load(store);
  expect(told).toMatchObject({ version: 1, minutes: [[0, 3]], report: { leader: 'o-1', fence: 1 } });
  expect(told.report?.minutes[0]?.outcomes).toMatchObject({ ok: 2, error: 1 });
  clock.at = BEGIN + 3 * MINUTE_MS;
  await leading.step();
  await leading.step();
  expect(await load(store)).toMatchObject({ version: 1 });
  await send(sample());
  clock.at = BEGIN + 4 * MINUTE_MS;
  await leading.step();
  await leading.step();
  expect(await load(store)).toMatchObject({
    version: 2,
    minutes: [
      [0, 3],
      [3, 1],
    ],
  });
});

it('the next leader tells the minutes of the one before, and those in which nobody led but whose samples are kept', async () => {
  const { clock, store, send, lead } = createScene();
  const first = await lead(1);
  await send(sample(), sample());
  clock.at = BEGIN + MINUTE_MS;
  await first.step();
  await first.step();
  await first.keep();
  clock.at = BEGIN + 5 * MINUTE_MS;
  await send(sample());
  clock.at = BEGIN + 9 * MINUTE_MS;
  const second = await lead(2);
  await second.step();
  expect(await load(store)).toMatchObject({
    minutes: [
      [0, 2],
      [5, 1],
    ],
    report: { leader: 'o-2', fence: 2 },
  });
});
