import type { Json } from '@ag06/contracts';
import { createCommandIds, PlanCache } from '@ag06/runtime';
import { createMemoryStore, type Store } from '@ag06/store';
import { createMetricBook } from '@ag06/telemetry';
import { expect, it } from '@jest/globals';
import { pino } from 'pino';
import { takeTimers } from '../duties/take-timers.ts';
import { Watchdog } from '../duties/watchdog.ts';
import type { Parts } from '../parts.ts';
import { cancelRun } from './cancel-run.ts';
import { listItems } from './list-items.ts';
import { loadListedRun } from './load-run-of.ts';
import { submitOne } from './testing/submit-one.ts';

const DEFINITION: Json = {
  name: 'w',
  timeout: '1h',
  steps: { s: { agent: 'x', forEach: '${input.list}', with: '${item}' } },
};
const HOUR_MS = 3_600_000;

/** A dispatcher on a store that counts who asks for a whole run; one run is under way. */
async function createDispatcher() {
  let now = Date.UTC(2030, 0, 1);
  const store = createMemoryStore({ now: () => now });
  const whole: string[] = [];
  const runs = new Proxy(store.runs, {
    get(target, name) {
      if (name === 'loadRun') whole.push('loadRun');
      const value: unknown = Reflect.get(target, name);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
  const broker = { enqueue: async () => {}, remove: async () => {}, locate: async () => ['absent'] };
  const issuer = { worker: 'd', job: '', delivery: 0 };
  const carrier = { runs, broker, issuer, createId: createCommandIds('d'), epoch: () => 0 };
  const counted: Store = { ...store, runs };
  const parts = {
    id: 'd',
    store: counted,
    broker,
    carrier,
    plans: new PlanCache(store.workflows),
    log: pino({ level: 'silent' }),
    book: createMetricBook(),
  } as unknown as Parts;
  const runId = await submitOne(store, { ...carrier, plans: parts.plans }, DEFINITION, { list: [1, 2] });
  return {
    parts,
    store,
    runId,
    whole,
    pass: (ms: number) => {
      now += ms;
    },
  };
}

it('the dispatcher cancels a run, lists its items and watches it without loading the whole run', async () => {
  const { parts, runId, whole } = await createDispatcher();
  expect((await listItems(parts, 'default', runId, 's', { from: 0, limit: 10 })).items).toHaveLength(2);
  await new Watchdog(parts).look({ subject: 'run', runId, kind: 'watchdog' });
  expect(await cancelRun(parts, 'default', runId)).toEqual({ wasCancelled: false });
  await expect(cancelRun(parts, 'another', runId)).rejects.toMatchObject({ code: 'RUN_UNKNOWN' });
  expect(whole).toEqual([]);
});

it('the dispatcher ends a run whose time is over without loading the whole run', async () => {
  const { parts, store, runId, whole, pass } = await createDispatcher();
  pass(HOUR_MS);
  await takeTimers(parts);
  expect((await store.runs.loadSummary(runId))?.status).toBe('timed_out');
  expect(whole).toEqual([]);
});

it('a run is told as in a list by the states of a bounded number of its lanes, and once it is over by its head alone', async () => {
  const { parts, store, runId, pass } = await createDispatcher();
  const asked: (number | undefined)[] = [];
  const runs = new Proxy(store.runs, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name);
      if (name !== 'loadState') return typeof value === 'function' ? value.bind(target) : value;
      const load: typeof target.loadState = (id, units) => {
        asked.push(units?.length);
        return target.loadState(id, units);
      };
      return load;
    },
  });
  const counted = { store: { ...store, runs }, plans: parts.plans };
  expect(await loadListedRun(counted, 'default', runId)).toMatchObject({ status: 'running' });
  expect(asked).toEqual([expect.any(Number)]);
  await expect(loadListedRun(counted, 'another', runId)).rejects.toMatchObject({ code: 'RUN_UNKNOWN' });
  pass(HOUR_MS);
  await takeTimers(parts);
  expect(await loadListedRun(counted, 'default', runId)).toMatchObject({ status: 'timed_out' });
  expect(asked).toHaveLength(1);
});
