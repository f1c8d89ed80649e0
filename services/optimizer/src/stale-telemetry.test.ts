import { parseTuningState } from '@ag06/contracts/tuning';
import type { Demand } from '@ag06/demand';
import { expect, it } from '@jest/globals';
import { ClosedFleet } from './testing/closed-fleet.ts';

const BATCH_WORK = { objective: { classes: [{ deadlineS: null }] } };
const BUSY: Demand = {
  at: 0,
  waiting: 40,
  delayed: 0,
  oldestMs: 5_000,
  heldBack: undefined,
  running: 10,
  ready: 1,
  draining: 0,
  slots: 10,
  slotsEach: 10,
  arrivalsPerSec: undefined,
  completionsPerSec: undefined,
  trendPerSec: 0,
  serviceMs: undefined,
};
const STALE = 'Nothing was heard of it for 15 s, and there is work.';

const frozenOf = async ({ store }: ClosedFleet) =>
  parseTuningState((await store.shared.load('tuning-state', 'x.a'))?.text ?? '')?.frozen;

/** Imports what its leader has learned, with a rate besides. */
async function importModel({ store, now }: ClosedFleet) {
  const { learner } = JSON.parse((await store.shared.load('model', 'agent:x.a'))?.text ?? '{}');
  const settings = { ...learner.learning.settings, ratePerSec: 40 };
  const model = { ...learner, learning: { ...learner.learning, settings } };
  await store.shared.swap('model', 'import:x.a', 0, JSON.stringify(model));
  await store.shared.swap('tuning-policy', 'x.a', 0, JSON.stringify({ locks: {}, importedAt: now }));
}

it('a live leader publishes nothing for a busy agent that it has not heard of for 15 s, says so, and goes on when it hears of it', async () => {
  const fleet = new ClosedFleet({ knee: 20, tuning: BATCH_WORK, demand: BUSY });
  const leading = await fleet.lead();
  await fleet.run(20);
  await leading.keep();
  // The last batch was a second old already.
  await fleet.runDeaf(14);
  expect(await frozenOf(fleet)).toBeNull();
  await fleet.runDeaf(1);
  expect(await frozenOf(fleet)).toBe(STALE);
  const before = await fleet.document();
  await importModel(fleet);
  await fleet.runDeaf(10);
  expect(await fleet.document()).toEqual(before);
  await fleet.run(1);
  expect(await frozenOf(fleet)).toBeNull();
  expect(await fleet.document()).toMatchObject({ settings: { ratePerSec: 40 } });
  const page = await fleet.store.events.read({
    tenant: 'default',
    stream: 'tuning.x.a',
    after: 0,
    limit: 100,
  });
  const events = page.result === 'page' ? page.events : [];
  const frozen = events.filter(({ type }) => type === 'tuning.frozen' || type === 'tuning.unfrozen');
  expect(frozen.map(({ type, data }) => [type, data])).toEqual([
    ['tuning.frozen', JSON.stringify({ reason: STALE })],
    ['tuning.unfrozen', JSON.stringify({ reason: null })],
  ]);
});

it.each([
  ['is frozen if nobody can tell whether it has work', undefined, STALE],
  ['is not frozen if it has no work', { ...BUSY, waiting: 0, running: 0 }, null],
])('an agent that is silent %s', async (_, demand, frozen) => {
  const fleet = new ClosedFleet({ knee: 20, tuning: BATCH_WORK, demand });
  await fleet.lead();
  await fleet.run(2);
  await fleet.runDeaf(20);
  expect(await frozenOf(fleet)).toBe(frozen);
});
