import type { OutgoingActivation } from '@ag06/broker';
import { type Json, toBlockReason } from '@ag06/contracts';
import { compile } from '@ag06/engine';
import type { BreakerDocument } from '@ag06/resilience';
import { createCommandIds, GivenInput, PlanCache, submitRun } from '@ag06/runtime';
import { createMemoryStore, type RunStore } from '@ag06/store';
import { pino } from 'pino';
import type { Parts } from '../../parts.ts';
import { BlockedDispatch } from '../blocked-dispatch.ts';

const DEFINITION: Json = { name: 'w', steps: { s: { agent: 'x.buy', dependency: 'shop' } } };
export const NOW = Date.UTC(2030, 0, 1);

/** Dispatchers on the reference store, and runs whose steps wait for the breaker of `shop`, or for another reason. */
export function createFleet() {
  let now = NOW;
  const store = createMemoryStore({ now: () => now });
  /** What a test puts in place of the store's own methods. */
  const overrides: Partial<RunStore> = {};
  const runs = new Proxy(store.runs, {
    get(target, name: keyof RunStore) {
      const value = overrides[name] ?? target[name];
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
  const queued: OutgoingActivation[] = [];
  const broker = { enqueue: async (some: readonly OutgoingActivation[]) => void queued.push(...some) };
  let ids = 0;
  const createParts = (): Parts => {
    const id = `d${++ids}`;
    const issuer = { worker: id, job: '', delivery: 0 };
    const carrier = { runs, broker, issuer, createId: createCommandIds(id), epoch: () => 0 };
    const plans = new PlanCache(store.workflows);
    const parts = {
      id,
      store: { ...store, runs },
      broker,
      plans,
      carrier,
      log: pino({ level: 'silent' }),
      retentionMs: 1,
    };
    return { ...parts, isStoreUp: () => true } as unknown as Parts;
  };
  const parts = createParts();
  return {
    store,
    overrides,
    queued,
    createDispatch: () => new BlockedDispatch(createParts()),
    pass: (ms: number) => {
      now += ms;
    },
    async pause(name: string, isPaused: boolean): Promise<void> {
      const version = (await store.shared.load('pause', name))?.version ?? 0;
      await store.shared.swap('pause', name, version, JSON.stringify({ isPaused, since: NOW }));
    },
    async write(document: BreakerDocument): Promise<void> {
      const version = (await store.shared.load('breaker', 'shop'))?.version ?? 0;
      await store.shared.swap('breaker', 'shop', version, JSON.stringify(document));
    },
    /** Runs, the oldest first, whose step waits. */
    async block(count: number, obstacle = toBlockReason('shop')): Promise<string[]> {
      const compiled = compile(DEFINITION);
      if (!compiled.ok) throw new Error('The definition does not compile.');
      const { plan } = compiled;
      const saved = { name: plan.name, version: plan.version, definition: JSON.stringify(DEFINITION) };
      await store.workflows.saveWorkflow('default', saved);
      const runs: string[] = [];
      for (let i = 0; i < count; i++) {
        now++;
        const submission = {
          workflow: plan.name,
          loadPlan: async () => plan,
          tenant: 'default',
          input: GivenInput.of(null),
          priority: 'normal',
          tags: [],
          delayMs: 0,
        } as const;
        const submitter = { ...parts.carrier, runs: store.runs, plans: parts.plans, dedupeTtlMs: 1_000 };
        const { runId } = await submitRun(submitter, { ...submission, correlationId: 'c' });
        const claim = { kind: 'claim', unit: 's', attempt: 1, dispatch: 1, idle: false } as const;
        const issuer = { worker: 'w', job: 's.d1', delivery: 1 };
        await store.runs.apply({ ...claim, id: `c${runId}`, runId, issuer, obstacle });
        runs.push(runId);
      }
      queued.length = 0;
      return runs;
    },
    blocked: async () => (await store.runs.countBlocked()).get(toBlockReason('shop')) ?? 0,
  };
}
