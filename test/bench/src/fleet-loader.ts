import { createBullBroker, createRedisConnection } from '@ag06/broker';
import { compile } from '@ag06/engine';
import { createCommandIds, PriorityEpoch, type Submitter, submitRun } from '@ag06/runtime';
import { createRedisStore } from '@ag06/store-redis';
import { CHAIN } from './chain.ts';

/** The fleet's load: runs in batches of 100, through the code that the dispatcher submits with. */
const [url = ''] = process.argv.slice(2);
const BATCH = 100;
const onError = (error: Error) => console.error(error.message);
const store = createRedisStore({ redis: createRedisConnection(url, 'store', onError) });
const broker = createBullBroker({ connection: createRedisConnection(url, 'worker', onError) });
const epoch = new PriorityEpoch(store.fleet);
await epoch.start();

const compiled = compile(CHAIN);
if (!compiled.ok) throw new Error(JSON.stringify(compiled));
const { plan } = compiled;
const text = JSON.stringify(CHAIN);
await store.workflows.saveWorkflow('default', { name: plan.name, version: plan.version, definition: text });

const submitter: Submitter = {
  runs: store.runs,
  broker,
  issuer: { worker: 'd-bench', job: '', delivery: 0 },
  createId: createCommandIds(`d-bench-${process.pid}`),
  epoch: () => epoch.value,
  dedupeTtlMs: 1000,
};

const submit = (n: number) =>
  submitRun(submitter, {
    plan,
    tenant: 'default',
    input: { n },
    priority: 'normal',
    tags: [],
    correlationId: `bench-${n}`,
    delayMs: 0,
  });

process.on('message', async (message: { count: number }) => {
  for (let from = 0; from < message.count; from += BATCH) {
    const size = Math.min(BATCH, message.count - from);
    await Promise.all(Array.from({ length: size }, (_, i) => submit(from + i)));
  }
  process.send?.('loaded');
});
process.send?.('ready');
