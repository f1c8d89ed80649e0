import type { OutgoingActivation } from '@ag06/broker';
import { Refusal } from '@ag06/contracts';
import { compile } from '@ag06/engine';
import { createMemoryStore, type RunStore, StoreError } from '@ag06/store';
import { until } from '@ag06/test-support';
import { expect, it } from '@jest/globals';
import { createCommandIds } from './command-ids.ts';
import { GivenInput } from './given-input.ts';
import type { Submission } from './submission.ts';
import { submitRun } from './submit-run.ts';
import { submitRuns } from './submit-runs.ts';

const compiled = compile({
  name: 'p',
  input: { type: 'object', properties: { n: { type: 'integer' } } },
  steps: {
    a: { agent: 'x.a', priority: 'critical' },
    b: { agent: 'x.b', when: '${input.n == 1}' },
  },
});
if (!compiled.ok) throw new Error('The test’s plan does not compile.');
const { plan } = compiled;

function createSubmitter() {
  const store = createMemoryStore();
  const enqueued: OutgoingActivation[] = [];
  const submitter = {
    runs: store.runs,
    broker: {
      enqueue: async (jobs: readonly OutgoingActivation[]) => void enqueued.push(...jobs),
      remove: async () => {},
    },
    issuer: { worker: 'd', job: '', delivery: 0 },
    createId: createCommandIds('d'),
    epoch: () => Date.now(),
    plans: { load: async () => plan },
    dedupeTtlMs: 60_000,
  };
  return { store, submitter, enqueued };
}
/** The ports of a store, to be taken apart. */
const bindAll = (runs: RunStore) => ({
  createRunId: runs.createRunId.bind(runs),
  findKey: runs.findKey.bind(runs),
  loadState: runs.loadState.bind(runs),
  loadItems: runs.loadItems.bind(runs),
  armWakeup: runs.armWakeup.bind(runs),
  isHeld: runs.isHeld.bind(runs),
  loadFields: runs.loadFields.bind(runs),
  measureFields: runs.measureFields.bind(runs),
  findLarge: runs.findLarge.bind(runs),
  loadLarge: runs.loadLarge.bind(runs),
});

const submission: Submission = {
  workflow: plan.name,
  loadPlan: async () => plan,
  tenant: 'default',
  input: GivenInput.of({ n: 1 }),
  priority: 'normal',
  tags: ['t'],
  correlationId: 'c',
  delayMs: 0,
};

it('submitRun starts a run, evaluates its conditions and enqueues what is ready', async () => {
  const { store, submitter, enqueued } = createSubmitter();
  const { runId, status } = await submitRun(submitter, submission);
  expect(status).toBe('running');
  expect(enqueued.map(({ agent, step, dispatch }) => `${agent} ${step} ${dispatch}`).sort()).toEqual([
    'x.a a 1',
    'x.b b 1',
  ]);
  const [a, b] = enqueued.toSorted((x, y) => (x.step < y.step ? -1 : 1));
  expect(a?.priorityKey).toBeLessThan(b?.priorityKey ?? 0);
  expect((await store.runs.loadRun(runId))?.meta).toMatchObject({ workflow: 'p', tags: ['t'] });
});

it('submitRun skips what its condition excludes', async () => {
  const { store, submitter, enqueued } = createSubmitter();
  const { runId } = await submitRun(submitter, { ...submission, input: GivenInput.of({ n: 2 }) });
  expect(enqueued.map(({ step }) => step)).toEqual(['a']);
  expect((await store.runs.loadRun(runId))?.units.get('b')?.status).toBe('skipped');
});

it('submitRun starts one run per key, and enqueues again what a dead submitter may have left', async () => {
  const { submitter, enqueued } = createSubmitter();
  const first = await submitRun(submitter, { ...submission, dedupeKey: 'k' });
  enqueued.length = 0;
  const second = await submitRun(submitter, { ...submission, dedupeKey: 'k' });
  expect(second).toMatchObject({ runId: first.runId, isRepeat: true });
  expect(enqueued.map(({ step, dispatch }) => `${step} ${dispatch}`).sort()).toEqual(['a 1', 'b 1']);
  const other = submitRun(submitter, { ...submission, input: GivenInput.of({ n: 3 }), dedupeKey: 'k' });
  await expect(other).rejects.toMatchObject({ status: 409, code: 'KEY_REUSED' });
});

it('submitRun refuses an input that does not match, and stores nothing', async () => {
  const { store, submitter } = createSubmitter();
  await expect(
    submitRun(submitter, { ...submission, input: GivenInput.of({ n: 'x' }) }),
  ).rejects.toMatchObject({
    status: 422,
    errors: [{ path: 'input.n' }],
  });
  const none = {
    tenant: 'default',
    statuses: [],
    workflow: undefined,
    correlationId: undefined,
    tags: [],
    from: undefined,
    to: undefined,
    after: undefined,
    limit: 5,
  };
  expect((await store.runs.listRuns(none)).runs).toEqual([]);
});

it('submitRun accepts a run whose first activations cannot be enqueued, and tells why', async () => {
  const { store, submitter } = createSubmitter();
  const left: unknown[] = [];
  const full = new Error('OOM command not allowed');
  const broker = { enqueue: () => Promise.reject(full), remove: async () => {} };
  const { runId } = await submitRun(
    { ...submitter, broker, onLeft: (cause) => left.push(cause) },
    submission,
  );
  expect((await store.runs.loadRun(runId))?.status).toBe('running');
  expect(left).toEqual([full]);
});

it('submitRun accepts a run whose first condition cannot be recorded, and enqueues what needs none', async () => {
  const { store, submitter, enqueued } = createSubmitter();
  const left: unknown[] = [];
  const full = new StoreError('STORE_FULL', 'full');
  const runs = {
    ...bindAll(store.runs),
    apply: ((command) =>
      command.kind === 'commit' ? Promise.reject(full) : store.runs.apply(command)) as RunStore['apply'],
  };
  const { runId } = await submitRun({ ...submitter, runs, onLeft: (cause) => left.push(cause) }, submission);
  expect((await store.runs.loadRun(runId))?.status).toBe('running');
  expect(enqueued.map(({ step }) => step)).toEqual(['a']);
  expect(left).toEqual([full]);
});

it('submitRun accepts a run whose activations nobody acknowledges, without waiting for long', async () => {
  const { submitter } = createSubmitter();
  const broker = { enqueue: () => new Promise<void>(() => {}), remove: async () => {} };
  const submitted = await submitRun({ ...submitter, broker, followWithinMs: 1 }, submission);
  expect(submitted.status).toBe('running');
});

it('submitRun answers a known key even if its plan is gone or refuses the input, and refuses a new one', async () => {
  const { submitter } = createSubmitter();
  const first = await submitRun(submitter, { ...submission, dedupeKey: 'k' });
  const gone = async () => Promise.reject(new Refusal(500, 'WORKFLOW_UNREADABLE', 'x'));
  const again = await submitRun(submitter, { ...submission, loadPlan: gone, dedupeKey: 'k' });
  expect(again).toMatchObject({ runId: first.runId, isRepeat: true });
  const unused = submitRun(submitter, { ...submission, loadPlan: gone, dedupeKey: 'other' });
  await expect(unused).rejects.toMatchObject({ code: 'WORKFLOW_UNREADABLE' });
});

it('submitRun goes on with a run that the store accepts after the caller was told that it is too late', async () => {
  for (const submit of [submitRun, submitOneOfMany]) {
    const { store, submitter, enqueued } = createSubmitter();
    const stored = Promise.withResolvers<void>();
    const apply = (async (command) => {
      await stored.promise;
      return store.runs.apply(command);
    }) as RunStore['apply'];
    const late = new Refusal(503, 'STORE_UNAVAILABLE', 'Too late.');
    const slow = { ...submitter, runs: { ...bindAll(store.runs), apply } };
    const submitting = submit(slow, submission, () => Promise.reject(late));
    await expect(submitting).rejects.toBe(late);
    expect(enqueued).toEqual([]);
    stored.resolve();
    await until(() => enqueued.length === 2, { message: 'its first activations' });
    expect(enqueued.map(({ step }) => step).sort()).toEqual(['a', 'b']);
  }
});

const submitOneOfMany: typeof submitRun = async (submitter, one, within) => {
  const [result] = await submitRuns(submitter, [one], within);
  if (result?.status === 'fulfilled') return result.value;
  throw result?.reason;
};

it('submitRun refuses a new run by its priority, and answers one that was accepted before', async () => {
  const { submitter, enqueued } = createSubmitter();
  const keyed = { ...submission, priority: 'bulk', dedupeKey: 'k' } as const;
  const { runId } = await submitRun(submitter, keyed);
  const strict = {
    ...submitter,
    judgePriority: (priority: string) =>
      priority === 'bulk' ? new Refusal(503, 'STORE_NEARLY_FULL', 'Later.') : undefined,
  };
  expect(await submitRun(strict, keyed)).toMatchObject({ runId, isRepeat: true });
  await expect(submitRun(strict, { ...keyed, dedupeKey: 'other' })).rejects.toMatchObject({
    code: 'STORE_NEARLY_FULL',
  });
  await expect(submitRun(strict, { ...submission, priority: 'bulk' })).rejects.toMatchObject({ status: 503 });
  expect(new Set(enqueued.map((job) => job.runId))).toEqual(new Set([runId]));
  expect(await submitRun(strict, submission)).toMatchObject({ isRepeat: false });
});

it('submitRuns refuses the items of a batch by their priority, each on its own', async () => {
  const { submitter } = createSubmitter();
  const judgePriority = (priority: string) =>
    priority === 'bulk' ? new Refusal(503, 'STORE_NEARLY_FULL', 'Later.') : undefined;
  const results = await submitRuns({ ...submitter, judgePriority }, [
    { ...submission, priority: 'bulk' },
    submission,
  ]);
  expect(results.map(({ status }) => status)).toEqual(['rejected', 'fulfilled']);
});
