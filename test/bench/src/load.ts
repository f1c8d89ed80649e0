import type { Broker } from '@ag06/broker';
import type { Json } from '@ag06/contracts';
import { compile } from '@ag06/engine';
import { createCommandIds, GivenInput, PriorityEpoch, type Submitter, submitRun } from '@ag06/runtime';
import type { Store } from '@ag06/store';
import { CHAIN } from './chain.ts';

const BATCH = 100;

/** Begins the trace of a run; `end` is called when it has been submitted. */
type BeginTrace = () => { readonly traceparent: string; end(): void };

export interface LoadOptions {
  /** The chain, if no other is given. */
  readonly workflow?: Json;
  readonly beginTrace?: BeginTrace | undefined;
}

/** Submits so many runs of a workflow in batches of 100, through the code that the dispatcher submits with. */
export async function createLoad(
  { store, broker }: { readonly store: Store; readonly broker: Broker },
  { workflow = CHAIN, beginTrace }: LoadOptions = {},
): Promise<(count: number) => Promise<void>> {
  const epoch = new PriorityEpoch(store.fleet);
  await epoch.start();
  const compiled = compile(workflow);
  if (!compiled.ok) throw new Error(JSON.stringify(compiled));
  const { plan } = compiled;
  const definition = JSON.stringify(workflow);
  await store.workflows.saveWorkflow('default', { name: plan.name, version: plan.version, definition });
  const submitter: Submitter = {
    runs: store.runs,
    broker,
    issuer: { worker: 'd-bench', job: '', delivery: 0 },
    createId: createCommandIds(`d-bench-${process.pid}`),
    epoch: () => epoch.value,
    plans: { load: async () => plan },
    dedupeTtlMs: 1000,
  };
  const submit = async (n: number) => {
    const begun = beginTrace?.();
    await submitRun(submitter, {
      workflow: plan.name,
      loadPlan: async () => plan,
      tenant: 'default',
      input: GivenInput.of({ n }),
      priority: 'normal',
      tags: [],
      correlationId: `bench-${n}`,
      delayMs: 0,
      ...(begun !== undefined && { traceparent: begun.traceparent }),
    });
    begun?.end();
  };
  return async (count) => {
    for (let from = 0; from < count; from += BATCH) {
      const size = Math.min(BATCH, count - from);
      await Promise.all(Array.from({ length: size }, (_, i) => submit(from + i)));
    }
  };
}
