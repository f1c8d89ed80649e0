import { Refusal } from '@ag06/contracts';
import { assignRun, ExperimentPlan, parseTuningDocument } from '@ag06/contracts/tuning';
import { createMemoryStore } from '@ag06/store';
import { expect, it } from '@jest/globals';
import { readChanges } from '../tuning/tuning-stream.ts';
import { combineBounds, findPlanErrors } from './find-plan-errors.ts';
import { recordResults } from './record-results.ts';
import { showExperiment, showExperiments } from './show-experiments.ts';
import { startExperiment } from './start-experiment.ts';
import { decideExperiment, promoteExperiment, stopExperiment } from './steer-experiment.ts';

const AGENT = 'x.a';
const plan = (more: object = {}) =>
  ExperimentPlan.parse({ agent: AGENT, arms: [{}, { timeoutMs: 200 }], assignment: 'run', ...more });

async function createFleet() {
  const store = createMemoryStore();
  const tuning = { [AGENT]: { bounds: { timeoutMs: { min: 100, max: 5_000 } } } };
  const seenAt = Date.now();
  await store.fleet.registerWorker({
    id: 'w',
    host: 'h',
    pid: 1,
    agents: [AGENT, 'x.b'],
    startedAt: 1,
    seenAt,
    tuning,
  });
  const settings = { timeoutMs: 900, backoffMs: 7, bySize: { 0: { timeoutMs: 50 } } };
  const by = { static: {}, publishedAt: 1, by: 'o-1', fence: 0, reason: '' };
  const document = { version: 1, settings, learned: ['timeoutMs', 'backoffMs'], ...by };
  await store.shared.swap('tuning', AGENT, 0, JSON.stringify(document));
  return store;
}

const sharedOf = ({ shared }: Awaited<ReturnType<typeof createFleet>>): typeof shared => ({
  load: (...args) => shared.load(...args),
  list: (...args) => shared.list(...args),
  swap: (...args) => shared.swap(...args),
  remove: (...args) => shared.remove(...args),
  watch: (...args) => shared.watch(...args),
});

const refusalOf = async (work: Promise<unknown>): Promise<Refusal | undefined> => {
  try {
    await work;
    return undefined;
  } catch (error) {
    if (error instanceof Refusal) return error;
    throw error;
  }
};
const codeOf = async (work: Promise<unknown>) => (await refusalOf(work))?.code;

it.each([
  [{ arms: [{}, {}] }, 'arms'],
  [{ arms: [{}, { concurrency: 20 }] }, 'arms.1.concurrency'],
  [{ arms: [{ replicas: 2 }, {}], assignment: 'switchback' }, 'arms.0.replicas'],
  [{ arms: [{}, { timeoutMs: 6_000 }] }, 'arms.1.timeoutMs'],
  [{ arms: [{}, { bySize: { 2: { timeoutMs: 50 } } }] }, 'arms.1.bySize.2.timeoutMs'],
  [{ metric: 'throughput' }, 'metric'],
  [{ metric: 'recorded', assignment: 'switchback' }, 'metric'],
])('an experiment that cannot be is refused, with the place: %j', (more, path) => {
  const bounds = combineBounds(
    { timeoutMs: { min: 1, max: 9_999 } },
    { timeoutMs: { min: 100, max: 5_000 } },
  );
  const errors = findPlanErrors(plan(more), bounds);
  expect(errors.map((error) => error.path)).toEqual([path]);
  expect(errors[0]?.expected).not.toBe('');
});

it('an experiment may compare whatever workers apply, within the bounds of the agent', () => {
  const arms = [{ concurrency: 4 }, { concurrency: 8, hedgeAfterMs: null }];
  expect(findPlanErrors(plan({ arms, assignment: 'switchback', metric: 'throughput' }), {})).toEqual([]);
  expect(findPlanErrors(plan({ metric: 'recorded' }), { timeoutMs: { min: 200, max: 200 } })).toEqual([]);
});

it('one experiment at a time runs on an agent, also if two are begun at once, and a key begins one', async () => {
  const store = await createFleet();
  const begun = await Promise.allSettled(
    [5, 6, 7].map((backoffMs) => startExperiment(store, plan({ arms: [{}, { backoffMs }] }), undefined)),
  );
  expect(begun.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  expect(await showExperiments(store.shared, AGENT)).toHaveLength(1);
  const { stored, isRepeat } = await startExperiment(store, plan({ agent: 'x.b' }), 'once');
  expect(isRepeat).toBe(false);
  const again = await startExperiment(store, plan({ agent: 'x.b' }), 'once');
  expect(again).toMatchObject({ isRepeat: true, stored: { id: stored.id } });
  expect(await codeOf(startExperiment(store, plan({ agent: 'x.b', alpha: 0.1 }), 'once'))).toBe('KEY_REUSED');
  const refused = await refusalOf(startExperiment(store, plan(), undefined));
  expect(refused?.code).toBe('EXPERIMENT_RUNNING');
  expect(refused?.message).toMatch(/POST \/v1\/experiments\/x-[0-9a-f]{16}\/stop/);
  expect(await codeOf(startExperiment(store, plan({ agent: 'x.none' }), undefined))).toBe('AGENT_UNKNOWN');
  const outside = plan({ arms: [{}, { timeoutMs: 9_000 }] });
  expect((await refusalOf(startExperiment(store, outside, undefined)))?.errors).toEqual([
    { path: 'arms.1.timeoutMs', expected: '100 to 5000, the bounds of the agent', got: '9000' },
  ]);
});

it('one experiment at a time runs on the agents that call one service, also if two are begun at once', async () => {
  const store = await createFleet();
  const names = ['x.b', 'x.c', 'x.d'];
  const worker = { host: 'h', pid: 1, agents: names, seenAt: Date.now() };
  const former = { 'x.b': 'shop', 'x.c': 'bank', 'x.d': 'bank' };
  await store.fleet.registerWorker({ ...worker, id: 'w-1', startedAt: 2, dependencies: former });
  const dependencies = { 'x.b': 'shop', 'x.c': 'shop', 'x.d': 'bank' };
  await store.fleet.registerWorker({ ...worker, id: 'w-2', startedAt: 3, dependencies });
  const begin = (agent: string) => startExperiment(store, plan({ agent }), undefined);
  const begun = await Promise.allSettled([begin('x.b'), begin('x.c')]);
  expect(begun.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
  for (const agent of ['x.b', 'x.c']) {
    const refused = await refusalOf(begin(agent));
    expect(refused?.status).toBe(409);
    expect(refused?.message).toMatch(
      / runs on x\.[bc], on the service shop, and two would disturb each other/,
    );
  }
  await begin('x.d');
  await begin(AGENT);
  expect(await showExperiments(store.shared, undefined)).toHaveLength(3);
});

it('an experiment that is begun while another one is, and comes late, is refused', async () => {
  const store = await createFleet();
  const begin = (shared = store.shared) => startExperiment({ ...store, shared }, plan(), undefined);
  let first: Promise<unknown> | undefined;
  const late = {
    ...sharedOf(store),
    // All of the first one happens after the look of the second one.
    list: async (kind: Parameters<typeof store.shared.list>[0]) => {
      const listed = await store.shared.list(kind);
      first ??= begin();
      await first;
      return listed;
    },
  };
  expect(await codeOf(begin(late))).toBe('EXPERIMENT_RUNNING');
  expect(await first).toMatchObject({ isRepeat: false });
  const listed = await showExperiments(store.shared, AGENT);
  expect(listed.map(({ status }) => status)).toEqual(['running']);
});

it('a person ends an experiment with a winner and publishes its settings, which are that person’s then', async () => {
  const store = await createFleet();
  const { stored } = await startExperiment(store, plan(), undefined);
  const { id } = stored;
  expect(await codeOf(promoteExperiment(store, id, ''))).toBe('EXPERIMENT_UNDECIDED');
  await decideExperiment(store, id, { winner: 'b', promote: true, reason: 'enough' });
  await decideExperiment(store, id, { winner: 'b', promote: true, reason: 'again' });
  expect(await showExperiment(store.shared, id)).toMatchObject({
    status: 'decided',
    ended: { by: 'operator', winner: 'b', sentence: 'enough' },
    promoted: { by: 'operator', arm: 'b', version: 2 },
    result: null,
  });
  const found = await store.shared.load('tuning', AGENT);
  const parsed = parseTuningDocument(found?.text ?? '', 2);
  // The time-out of a size would go over the one that was found to be better.
  expect(parsed.ok && parsed.value).toMatchObject({
    settings: { timeoutMs: 200, backoffMs: 7, bySize: { 0: {} } },
    learned: ['backoffMs'],
    by: 'operator',
  });
  expect(await codeOf(decideExperiment(store, id, { winner: 'a', promote: false, reason: '' }))).toBe(
    'EXPERIMENT_OVER',
  );
  expect((await stopExperiment(store, id, '')).document.status).toBe('decided');
  const events = await store.events.read({
    tenant: 'default',
    stream: `tuning.${AGENT}`,
    after: 0,
    limit: 9,
  });
  expect(events.result === 'page' && events.events.map(({ type }) => type)).toEqual([
    'experiment.started',
    'experiment.decided',
    'tuning.changed',
    'experiment.promoted',
  ]);
  expect(await readChanges(store, AGENT)).toMatchObject([{ reason: 'enough', settings: { timeoutMs: 200 } }]);
});

it('what is recorded of a run counts once, and only in an experiment that waits for it', async () => {
  const store = await createFleet();
  const { stored } = await startExperiment(store, plan({ metric: 'recorded' }), undefined);
  const runs = ['r0-000000001aaaaaaaaaaaa', 'r0-000000002aaaaaaaaaaaa'];
  const results = runs.map((runId, value) => ({ runId, value }));
  const arms = runs.map((runId) => ({ runId, arm: assignRun(stored.id, runId) }));
  expect(await recordResults(store, stored.id, { results })).toEqual({ recorded: 2, known: 0, arms });
  const more = [...results, { runId: 'r0-000000003aaaaaaaaaaaa', value: 5 }];
  expect(await recordResults(store, stored.id, { results: more })).toMatchObject({ recorded: 1, known: 2 });
  await stopExperiment(store, stored.id, 'a sale begins');
  expect(await codeOf(recordResults(store, stored.id, { results }))).toBe('EXPERIMENT_OVER');
  const other = await startExperiment(store, plan(), undefined);
  expect(await codeOf(recordResults(store, other.stored.id, { results }))).toBe('EXPERIMENT_NOT_RECORDED');
  expect(await codeOf(recordResults(store, 'x-none', { results }))).toBe('EXPERIMENT_UNKNOWN');
});

it('ended experiments are kept until 50 others have ended', async () => {
  const store = await createFleet();
  for (let i = 0; i < 53; i++) {
    const { stored } = await startExperiment(store, plan(), `key ${i}`);
    await stopExperiment(store, stored.id, `no ${i}`);
  }
  const kept = await showExperiments(store.shared, AGENT);
  expect(kept).toHaveLength(50);
  expect(await showExperiments(store.shared, 'x.b')).toEqual([]);
});
