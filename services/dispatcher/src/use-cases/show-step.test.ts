import { compile } from '@ag06/engine';
import type { RunRecord } from '@ag06/store';
import { expect, it } from '@jest/globals';
import type { Parts } from '../parts.ts';
import { showStep } from './show-step.ts';

const compiled = compile({
  name: 'p',
  steps: { each: { agent: 'x', forEach: [1, 2], onFailure: 'continue' } },
});
if (!compiled.ok) throw new Error('The test’s plan does not compile.');
const { plan } = compiled;

const RUN: RunRecord = {
  runId: 'r0-000000000aaaaaaaaaaaa',
  meta: {
    workflow: 'p',
    version: plan.version,
    tenant: 'default',
    correlationId: 'c',
    priority: 'normal',
    tags: [],
  },
  status: 'completed',
  createdAt: 0,
  finishedAt: 1,
  input: null,
  output: null,
  error: undefined,
  units: new Map(),
  items: new Map(),
};

it('showStep tells of a list how many of its items failed, and the errors of the first', async () => {
  const error = {
    code: 'ITEMS_FAILED',
    message: '1 item failed; the run went on, with null in their places.',
    step: 'each',
    failed: 1,
    errors: [{ code: 'AGENT_FAILED', message: 'no', step: 'each', item: 1 }],
  };
  const runs = {
    loadSummary: async () => RUN,
    loadRun: async () => RUN,
    loadLogPage: async () => ({ events: [], bytes: 0, more: false }),
    findLarge: async () => new Map(),
    loadFields: async () => new Map([['e:each', JSON.stringify(error)]]),
  };
  const parts = { store: { runs }, plans: { load: async () => plan } } as unknown as Parts;
  expect(await showStep(parts, 'default', RUN.runId, 'each', undefined)).toMatchObject({ error });
});
