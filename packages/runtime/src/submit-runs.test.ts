import type { OutgoingActivation } from '@ag06/broker';
import { compile } from '@ag06/engine';
import { createMemoryStore } from '@ag06/store';
import { expect, it } from '@jest/globals';
import { createCommandIds } from './command-ids.ts';
import { GivenInput } from './given-input.ts';
import type { Submission } from './submission.ts';
import { submitRuns } from './submit-runs.ts';

const compiled = compile({
  name: 'p',
  input: { type: 'integer' },
  steps: { a: { agent: 'x.a' }, b: { agent: 'x.b', when: '${input > 1}' } },
});
if (!compiled.ok) throw new Error('The test’s plan does not compile.');
const { plan } = compiled;

const submission = (input: unknown, dedupeKey?: string): Submission => ({
  workflow: plan.name,
  loadPlan: async () => plan,
  tenant: 'default',
  input: GivenInput.of(input as number),
  priority: 'normal',
  tags: [],
  correlationId: 'c',
  delayMs: 0,
  ...(dedupeKey !== undefined && { dedupeKey }),
});

it('submitRuns starts each that can be started, in order, and enqueues all in one call', async () => {
  const calls: (readonly OutgoingActivation[])[] = [];
  const submitter = {
    runs: createMemoryStore().runs,
    broker: {
      enqueue: async (jobs: readonly OutgoingActivation[]) => void calls.push(jobs),
      remove: async () => {},
    },
    issuer: { worker: 'd', job: '', delivery: 0 },
    createId: createCommandIds('d'),
    epoch: () => Date.now(),
    plans: { load: async () => plan },
    dedupeTtlMs: 60_000,
  };
  const results = await submitRuns(submitter, [
    submission(1),
    submission('no'),
    submission(2, 'k'),
    submission(2, 'k'),
    submission(3, 'k'),
  ]);
  expect(results).toMatchObject([
    { value: { status: 'running', isRepeat: false } },
    { reason: { code: 'INPUT_INVALID' } },
    { value: { isRepeat: false } },
    { value: { isRepeat: true } },
    { reason: { code: 'KEY_REUSED' } },
  ]);
  const runIds = results.map((one) => (one.status === 'fulfilled' ? one.value.runId : ''));
  expect(runIds[3]).toBe(runIds[2]);
  expect(calls).toHaveLength(1);
  const steps = calls[0]?.map(({ runId, step }) => `${runIds.indexOf(runId)} ${step}`).toSorted();
  expect([...new Set(steps)]).toEqual(['0 a', '2 a', '2 b']);
});

it('submitRuns looks up a run once, however often a batch repeats its key', async () => {
  const { runs } = createMemoryStore();
  let [loads, submits] = [0, 0];
  const submitter = {
    runs: {
      apply: ((command) => {
        if (command.kind === 'submit') submits++;
        return runs.apply(command);
      }) as typeof runs.apply,
      createRunId: runs.createRunId.bind(runs),
      findKey: runs.findKey.bind(runs),
      loadItems: runs.loadItems.bind(runs),
      findLarge: runs.findLarge.bind(runs),
      loadLarge: runs.loadLarge.bind(runs),
      armWakeup: runs.armWakeup.bind(runs),
      isHeld: runs.isHeld.bind(runs),
      loadFields: runs.loadFields.bind(runs),
      measureFields: runs.measureFields.bind(runs),
      loadState: (...asked: Parameters<typeof runs.loadState>) => {
        loads++;
        return runs.loadState(...asked);
      },
    },
    broker: { enqueue: async () => {}, remove: async () => {} },
    issuer: { worker: 'd', job: '', delivery: 0 },
    createId: createCommandIds('d'),
    epoch: () => Date.now(),
    plans: { load: async () => plan },
    dedupeTtlMs: 60_000,
  };
  const batch = Array.from({ length: 1_000 }, () => submission(1, 'same'));
  const first = await submitRuns(submitter, batch);
  expect({ loads, submits }).toEqual({ loads: 0, submits: 1 });
  const again = await submitRuns(submitter, batch);
  // Its head, and then its steps.
  expect({ loads, submits }).toEqual({ loads: 2, submits: 2 });
  const idsOf = (results: typeof first) =>
    new Set(results.map((one) => (one.status === 'fulfilled' ? one.value.runId : one.reason)));
  expect(idsOf(first).size).toBe(1);
  expect(idsOf(again)).toEqual(idsOf(first));
});
