import type { OutgoingActivation } from '@ag06/broker';
import { compile } from '@ag06/engine';
import { createMemoryStore } from '@ag06/store';
import { expect, it } from '@jest/globals';
import { createCommandIds } from './command-ids.ts';
import type { Submission } from './submit-run.ts';
import { submitRuns } from './submit-runs.ts';

const compiled = compile({
  name: 'p',
  input: { type: 'integer' },
  steps: { a: { agent: 'x.a' }, b: { agent: 'x.b', when: '${input > 1}' } },
});
if (!compiled.ok) throw new Error('The test’s plan does not compile.');
const { plan } = compiled;

const submission = (input: unknown, dedupeKey?: string): Submission => ({
  plan,
  tenant: 'default',
  input: input as number,
  priority: 'normal',
  tags: [],
  correlationId: 'c',
  delayMs: 0,
  ...(dedupeKey !== undefined && { dedupeKey }),
});

it('starts each that can be started, in order, and enqueues all in one call', async () => {
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
