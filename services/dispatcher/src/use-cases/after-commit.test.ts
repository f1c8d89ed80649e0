import type { Json } from '@ag06/contracts';
import { createCommandIds, PlanCache } from '@ag06/runtime';
import { createMemoryStore, type FleetStore, type Store, StoreError } from '@ag06/store';
import { createMetricBook } from '@ag06/telemetry';
import { expect, it } from '@jest/globals';
import { pino } from 'pino';
import type { Parts } from '../parts.ts';
import { cancelRun } from './cancel-run.ts';
import { pushWorkflow } from './push-workflow.ts';
import { submitOne } from './testing/submit-one.ts';

const DEFINITION: Json = { name: 'w', steps: { s: { agent: 'x.a' } } };
const AWAY = new StoreError('STORE_UNAVAILABLE', 'Away.');
const away = () => Promise.reject(AWAY);

/** A dispatcher with one run, some of whose parts a test takes away. */
async function createDispatcher(broken: { fleet?: Partial<FleetStore>; broker?: object; plans?: object }) {
  const memory = createMemoryStore();
  const store: Store = { ...memory, fleet: Object.assign(Object.create(memory.fleet), broken.fleet) };
  const broker = { enqueue: async () => {}, remove: async () => {}, ...broken.broker };
  const issuer = { worker: 'd', job: '', delivery: 0 };
  const carrier = { runs: store.runs, broker, issuer, createId: createCommandIds('d'), epoch: () => 0 };
  const plans = new PlanCache(store.workflows);
  const parts = {
    id: 'd',
    store,
    broker,
    carrier,
    plans: { load: plans.load.bind(plans), ...broken.plans },
    log: pino({ level: 'silent' }),
    book: createMetricBook(),
  } as unknown as Parts;
  const runId = await submitOne(store, { ...carrier, plans }, DEFINITION, null);
  return { parts, store, runId };
}

it.each([
  ['the plan of the run cannot be loaded', { plans: { load: away } }],
  ['its jobs cannot be removed', { broker: { remove: away } }],
  ['its queues answer nothing at all', { broker: { remove: () => new Promise(() => {}) } }],
])('a run is cancelled, and said to be, though %s after that', async (_, broken) => {
  const { parts, store, runId } = await createDispatcher(broken);
  expect(await cancelRun(parts, 'default', runId)).toEqual({ wasCancelled: false });
  expect((await store.runs.loadSummary(runId))?.status).toBe('cancelled');
});

it('pushWorkflow saves last: everything else that its answer needs is read before', async () => {
  const { parts, store } = await createDispatcher({ fleet: { listAgents: away } });
  const pushed = { name: 'other', version: 'v1', text: '{}', warnings: [], agents: ['x.a'] };
  await expect(pushWorkflow(parts, 'default', pushed)).rejects.toBe(AWAY);
  expect(await store.workflows.loadLatestVersion('default', 'other')).toBeUndefined();
});
