import { DEFAULT_BREAKER, toBlockReason } from '@ag06/contracts';
import { type BreakerDocument, FleetBreakers, toUnitKey } from '@ag06/resilience';
import { StoreError } from '@ag06/store';
import { until } from '@ag06/test-support';
import { expect, it } from '@jest/globals';
import { createFleet, NOW } from './testing/blocked-fleet.ts';

const documentOf = (
  state: BreakerDocument['state'],
  permits: BreakerDocument['permits'] = [],
): BreakerDocument => ({
  v: 1,
  writer: 'test',
  settings: { ...DEFAULT_BREAKER, probes: 2 },
  state,
  permits,
  window: [],
  answered: 0,
  suspects: [],
  totals: { successes: 0, failures: 0, refused: 0, opened: 0 },
  transitions: [],
});
const CLOSED = documentOf({ is: 'closed', since: NOW, isProven: true, failures: 0, failed: [] });
const UNPROVEN = documentOf({ is: 'closed', since: NOW, isProven: false, failures: 2, failed: [] });
const OPEN = documentOf({ is: 'open', since: NOW, until: NOW + 10_000, failures: 5 });

it('dispatchBlocked leaves what waits for an open breaker, and dispatches as many as may be tried when its time is over', async () => {
  const { block, write, createDispatch, queued, pass, blocked } = createFleet();
  await block(10);
  await write(OPEN);
  const dispatch = createDispatch();
  await dispatch.look();
  expect(queued).toEqual([]);
  pass(10_000);
  await dispatch.look();
  expect(queued).toHaveLength(2);
  expect(await blocked()).toBe(8);
});

it('BlockedDispatch tries the only unit again whose probe failed, when the breaker has been open again since', async () => {
  const { block, write, createDispatch, queued, pass } = createFleet();
  const [run = ''] = await block(1);
  const failed = [toUnitKey({ run, step: 's' })];
  await write(documentOf({ is: 'half-open', since: NOW, failures: 5, failed }));
  await createDispatch().look();
  expect(queued).toEqual([]);
  pass(20_000);
  await createDispatch().look();
  expect(queued).toHaveLength(1);
});

it('BlockedDispatch dispatches all units, oldest first and with the next dispatch number, when the breaker is closed', async () => {
  const { block, write, createDispatch, queued, blocked } = createFleet();
  const runs = await block(450);
  await write(CLOSED);
  await createDispatch().look();
  expect(queued.map(({ runId }) => runId)).toEqual(runs);
  expect(queued[0]).toMatchObject({ agent: 'x.buy', step: 's', attempt: 1, dispatch: 2, dependency: 'shop' });
  expect(await blocked()).toBe(0);
});

it('BlockedDispatch dispatches as many of the oldest units as failures would open the breaker, if no call has reached the dependency yet', async () => {
  const { block, write, createDispatch, queued } = createFleet();
  const runs = await block(10);
  await write(UNPROVEN);
  await createDispatch().look();
  expect(queued.map(({ runId }) => runId)).toEqual(runs.slice(0, 3));
});

it('BlockedDispatch does not soon dispatch a second unit for the same permit', async () => {
  const { block, write, createDispatch, queued } = createFleet();
  await block(10);
  await write(UNPROVEN);
  const dispatch = createDispatch();
  await dispatch.look();
  await dispatch.look();
  expect(queued).toHaveLength(3);
});

it('BlockedDispatch dispatches units that wait for a breaker without a document', async () => {
  const { block, createDispatch, queued } = createFleet();
  await block(3);
  await createDispatch().look();
  expect(queued).toHaveLength(3);
});

it('BlockedDispatch dispatches each unit once, however many dispatchers are at work', async () => {
  const { block, write, createDispatch, queued } = createFleet();
  const runs = await block(300);
  await write(CLOSED);
  await Promise.all(
    [createDispatch(), createDispatch(), createDispatch()].map((dispatch) => dispatch.look()),
  );
  expect(queued.map(({ runId }) => runId).toSorted()).toEqual(runs.toSorted());
});

it('BlockedDispatch acts at once when a breaker changes', async () => {
  const { store, block, createDispatch, queued } = createFleet();
  await block(5);
  const dispatch = createDispatch();
  await dispatch.start();
  const quiet = { onTransition: () => {}, onRefused: () => {}, onError: () => {} };
  const breakers = new FleetBreakers({
    shared: store.shared,
    storeTime: async () => NOW,
    id: 'w',
    listener: quiet,
  });
  const call = await breakers.enter('shop');
  if (call !== undefined) breakers.succeed(call);
  await until(() => queued.length === 5, { message: 'all to be dispatched' });
  await Promise.all([dispatch.stop(), breakers.stop()]);
});

it('BlockedDispatch skips units at the head of the list that cannot move, and removes those whose run is gone', async () => {
  const { block, write, createDispatch, queued, store, overrides } = createFleet();
  const runs = await block(3);
  await write(CLOSED);
  const reason = toBlockReason('shop');
  const ghosts = Array.from({ length: 450 }, (_, i) => ({
    runId: `gone-${i}`,
    unit: 's',
    createdAt: i,
    park: 0,
  }));
  const forgotten = new Set<string>();
  overrides.listBlocked = async (of, limit, after) => {
    const stale = ghosts.filter(({ runId }) => !forgotten.has(runId));
    const all = [...stale, ...(await store.runs.listBlocked(of, 1_000))];
    const from = after === undefined ? 0 : all.findIndex(({ runId }) => runId === after.runId) + 1;
    return all.slice(from, from + limit);
  };
  overrides.forgetBlocked = async (of, units) => {
    expect(of).toBe(reason);
    for (const { runId } of units) forgotten.add(runId);
  };
  await createDispatch().look();
  expect(queued.map(({ runId }) => runId)).toEqual(runs);
  expect(forgotten.size).toBe(450);
});

it('BlockedDispatch skips units whose workflow is missing, and leaves them on the list', async () => {
  const { block, write, createDispatch, queued, store, overrides, blocked } = createFleet();
  const runs = await block(201);
  await write(CLOSED);
  overrides.loadSummary = async (runId) => {
    const run = await store.runs.loadSummary(runId);
    return run && runId !== runs.at(-1) ? { ...run, meta: { ...run.meta, version: 'missing' } } : run;
  };
  await createDispatch().look();
  expect(queued.map(({ runId }) => runId)).toEqual(runs.slice(-1));
  expect(await blocked()).toBe(200);
});

it('BlockedDispatch enqueues unblocked units even if the store refuses another, and reports that', async () => {
  const { store, overrides, block, write, createDispatch, queued, blocked } = createFleet();
  const runs = await block(5);
  await write(CLOSED);
  const full = new StoreError('STORE_FULL', 'No room.');
  overrides.apply = (command) =>
    command.runId === runs[1] ? Promise.reject(full) : (store.runs.apply(command) as never);
  await expect(createDispatch().look()).rejects.toBe(full);
  expect(queued.map(({ runId }) => runId)).toEqual(runs.filter((runId) => runId !== runs[1]));
  expect(await blocked()).toBe(1);
});
