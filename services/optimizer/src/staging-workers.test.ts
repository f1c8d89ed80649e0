import { parseTuningPolicy, parseTuningState, type TuningDocument } from '@ag06/contracts/tuning';
import type { SharedStore } from '@ag06/store';
import { expect, it } from '@jest/globals';
import { type Service, StagedFleet } from './testing/staged-fleet.ts';

/** A service that fails now and then. After 200 attempts, the tuner wants eight attempts instead of three. */
const healthy: Service = (_, i) => ({ outcome: i % 50 === 0 ? 'error' : 'ok', durMs: 80 + (i % 40) });
/** A worker that tries eight times fails most of its attempts. */
const harmful: Service = (settings, i, worker) =>
  settings.maxAttempts === 8 && i % 10 < 6 ? { outcome: 'error', durMs: 100 } : healthy(settings, i, worker);

const isTried = ({ canary }: TuningDocument) => canary !== undefined;
const isEverywhere = ({ settings }: TuningDocument) => settings.maxAttempts === 8;
const isNowhere = ({ settings, canary }: TuningDocument) =>
  canary === undefined && settings.maxAttempts === undefined;

/** Workers stop, and take themselves off the list. */
async function leave(fleet: StagedFleet, gone: readonly string[]): Promise<void> {
  fleet.workers = fleet.workers.filter((id) => !gone.includes(id));
  for (const id of gone) await fleet.store.fleet.removeWorker(id);
}

it('a worker that tries a setting and leaves by itself says nothing against it', async () => {
  const fleet = new StagedFleet(2, healthy);
  await fleet.lead('live');
  const { canary } = await fleet.runUntil(isTried);
  await fleet.run(3);
  await leave(fleet, canary?.workers ?? []);
  await fleet.runUntil(isEverywhere);
  const state = parseTuningState((await fleet.store.shared.load('tuning-state', 'x.a'))?.text ?? '');
  expect(state?.decisions.map(({ reason }) => reason)).not.toContain('ROLLBACK');
});

it.each([
  ['in mode live keeps it, and is compared with the time before', 'live', isEverywhere],
  ['in mode canary loses it', 'canary', isNowhere],
] as const)('a worker that tries a setting, and is the only one left, %s', async (_, mode, fits) => {
  const fleet = new StagedFleet(2, healthy);
  await fleet.lead(mode);
  const { canary } = await fleet.runUntil(isTried);
  await leave(
    fleet,
    fleet.workers.filter((id) => canary?.workers.includes(id) !== true),
  );
  expect((await fleet.runUntil(fits, 30)).canary).toBeUndefined();
});

/** Somebody else publishes something just before a leader takes something back for the second time. */
function interrupt(shared: SharedStore): () => number {
  const swap = shared.swap.bind(shared);
  let rollbacks = 0;
  const interrupted: SharedStore['swap'] = async (kind, name, expected, text, guard) => {
    const isSecond = kind === 'tuning' && text.includes('ROLLBACK') && ++rollbacks === 2;
    if (!isSecond) return swap(kind, name, expected, text, guard);
    const present = await shared.load(kind, name);
    const other = { ...JSON.parse(present?.text ?? ''), version: expected + 1, reason: 'OTHER' };
    await swap(kind, name, expected, JSON.stringify(other));
    return false;
  };
  Object.assign(shared, { swap: interrupted });
  return () => rollbacks;
}

it('a setting is locked only once it is published that it is taken back', async () => {
  let isHarmful = false;
  const fleet = new StagedFleet(1, (...args) => (isHarmful ? harmful : healthy)(...args));
  const { shared } = fleet.store;
  const rollbacks = interrupt(shared);
  await fleet.lead('live');
  await fleet.run(30);
  for (let time = 1; time <= 2; time++) {
    isHarmful = true;
    await fleet.runUntil(isEverywhere);
    await fleet.runUntil(isNowhere);
    isHarmful = false;
  }
  await fleet.run(3);
  expect(rollbacks()).toBe(3);
  const policy = parseTuningPolicy((await shared.load('tuning-policy', 'x.a'))?.text ?? '');
  expect(policy?.locks.maxAttempts?.by).toBe('optimizer o-1');
  expect((await fleet.document())?.settings.maxAttempts).toBeUndefined();
});
