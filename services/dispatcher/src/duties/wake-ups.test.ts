import type { OutgoingActivation } from '@ag06/broker';
import type { Json } from '@ag06/contracts';
import { compile } from '@ag06/engine';
import { createCommandIds, GivenInput, PlanCache, submitRun } from '@ag06/runtime';
import { createMemoryStore, type RunStore } from '@ag06/store';
import { grantOf, Player } from '@ag06/store/conformance';
import { createMetricBook } from '@ag06/telemetry';
import { describe, expect, it } from '@jest/globals';
import { pino } from 'pino';
import type { Parts } from '../parts.ts';
import { retryRun } from '../use-cases/retry-run.ts';
import { takeLooks } from './take-looks.ts';
import { takeTimers } from './take-timers.ts';
import { Watchdog } from './watchdog.ts';

const DEFINITION: Json = { name: 'w', timeout: '1h', steps: { s: { agent: 'x.a' } } };
const MANY = 100_000;
const WORKER = { worker: 'w-1', job: 's.d1', delivery: 1 };

/** A dispatcher on the reference store, whose clock stands still until it is moved. */
async function createDispatcher(definition: Json = DEFINITION) {
  let now = Date.UTC(2030, 0, 1);
  const store = createMemoryStore({ now: () => now });
  const calls = { takeWakeups: 0, loadSummary: 0, loadState: 0, loadRun: 0 };
  const runs = new Proxy(store.runs, {
    get: (target, name: keyof RunStore) => {
      if (name in calls) calls[name as keyof typeof calls]++;
      const value = target[name];
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
  const queued: OutgoingActivation[] = [];
  const broker = {
    enqueue: async (some: readonly OutgoingActivation[]) => void queued.push(...some),
    locate: async (jobs: readonly unknown[]) => jobs.map(() => 'absent'),
    remove: async () => {},
  };
  const createId = createCommandIds('d1');
  const issuer = { worker: 'd1', job: '', delivery: 0 };
  const told: object[] = [];
  const log = pino({ level: 'warn' }, { write: (line) => void told.push(JSON.parse(line)) });
  const parts = {
    id: 'd1',
    store: { ...store, runs },
    broker,
    log,
    retentionMs: 1,
    book: createMetricBook(),
    plans: new PlanCache(store.workflows),
    carrier: { runs, broker, issuer, createId, epoch: () => 0 },
    isStoreUp: () => true,
  } as unknown as Parts;
  const compiled = compile(definition);
  if (!compiled.ok) throw new Error('The definition does not compile.');
  const { plan } = compiled;
  const submission = {
    workflow: plan.name,
    loadPlan: async () => plan,
    tenant: 'default',
    input: GivenInput.of(null),
    priority: 'normal',
    tags: [],
  } as const;
  const saved = { name: plan.name, version: plan.version, definition: JSON.stringify(definition) };
  const submitter = { ...parts.carrier, dedupeTtlMs: 1, runs: store.runs } as never;
  return {
    parts,
    store,
    queued,
    calls,
    told,
    watchdog: new Watchdog(parts),
    save: () => store.workflows.saveWorkflow('default', saved),
    pass: (ms: number) => {
      now += ms;
    },
    submit: async (delayMs = 0) =>
      (await submitRun(submitter, { ...submission, correlationId: 'c', delayMs })).runId,
  };
}

describe('timers', () => {
  it('are handled in one turn even if the looks of 100,000 runs are due', async () => {
    const { parts, calls, pass, save, submit, store, queued } = await createDispatcher();
    await save();
    for (let i = 0; i < MANY; i++) await new Player(store).submit({ roots: [] });
    const delayed = await submit(2_000);
    pass(30_000);
    queued.length = 0;
    await takeTimers(parts);
    expect(queued).toMatchObject([{ runId: delayed }]);
    expect(await store.runs.loadRun(delayed)).toMatchObject({ status: 'running' });
    expect(calls).toEqual({ takeWakeups: 1, loadSummary: 1, loadState: 0, loadRun: 0 });
  });

  it('are taken again at once while batches are full', async () => {
    const { parts, pass, save, submit, queued } = await createDispatcher();
    await save();
    for (let i = 0; i < 150; i++) await submit(1_000);
    pass(1_000);
    expect(await takeTimers(parts)).toBe('more');
    expect(await takeTimers(parts)).toBeUndefined();
    expect(queued).toHaveLength(150);
  });

  it('give a delayed run its whole time-out from its start, however late that is', async () => {
    const { parts, pass, save, submit, store } = await createDispatcher();
    await save();
    const runId = await submit(1_000);
    pass(3_600_000);
    await takeTimers(parts);
    expect(await store.runs.loadRun(runId)).toMatchObject({ status: 'running' });
    pass(3_599_999);
    await takeTimers(parts);
    expect(await store.runs.loadRun(runId)).toMatchObject({ status: 'running' });
    pass(1);
    await takeTimers(parts);
    expect(await store.runs.loadRun(runId)).toMatchObject({ status: 'timed_out' });
  });

  it('do not end a run that was retried since a dispatcher took its time-out, whose time began anew', async () => {
    const { parts, pass, save, submit, store } = await createDispatcher();
    await save();
    const runId = await submit();
    const player = new Player(store, runId);
    const error = '{"code":"X","message":"x"}';
    await player.complete(grantOf(await player.claim('s')), {
      change: { to: 'failed', error },
      end: { status: 'failed', error },
    });
    await retryRun(parts, 'default', runId, {});
    const old = { subject: 'run', runId, kind: 'deadline' } as const;
    const frozen = { ...bound(store.runs), takeWakeups: async () => [old] };
    pass(3_599_999);
    await takeTimers({ ...parts, store: { ...store, runs: frozen } } as Parts);
    expect(await store.runs.loadRun(runId)).toMatchObject({ status: 'running' });
    pass(1);
    await takeTimers(parts);
    expect(await store.runs.loadRun(runId)).toMatchObject({ status: 'timed_out' });
  });

  it('do not end a run that is still to start, where an older version armed its time-out too early', async () => {
    const { parts, pass, save, submit, store } = await createDispatcher();
    await save();
    const runId = await submit(1_000);
    const taken = [
      { subject: 'run', runId, kind: 'deadline' },
      { subject: 'run', runId, kind: 'start' },
    ] as const;
    const runs = { ...bound(store.runs), takeWakeups: async () => taken };
    pass(3_600_000);
    await takeTimers({ ...parts, store: { ...store, runs } } as Parts);
    expect(await store.runs.loadRun(runId)).toMatchObject({ status: 'running' });
  });

  it('wake a unit that is parked under their number, and no unit parked under another', async () => {
    const { parts, pass, save, submit, store, queued } = await createDispatcher();
    await save();
    const runId = await submit();
    const obstacle = 'breaker:shop';
    const claim = {
      kind: 'claim',
      id: 'c-1',
      runId,
      issuer: WORKER,
      unit: 's',
      attempt: 1,
      dispatch: 1,
    } as const;
    expect(await store.runs.apply({ ...claim, idle: true, obstacle })).toMatchObject({ result: 'blocked' });
    const park = (await store.runs.loadState(runId))?.units.get('s')?.park ?? 0;
    const due = { subject: 'unit', runId, unit: 's', kind: 'due' } as const;
    await store.runs.armWakeup({ ...due, park: park + 1 }, 500);
    await store.runs.armWakeup({ ...due, park }, 1_000);
    queued.length = 0;
    pass(500);
    await takeTimers(parts);
    expect(queued).toEqual([]);
    pass(500);
    await takeTimers(parts);
    expect(queued).toMatchObject([{ runId, step: 's', dispatch: 2 }]);
    pass(60_000);
    expect(await store.runs.takeWakeups('timers', 9, 1)).toEqual([]);
  });

  it('do not hold up each other when one fails, and the log names its run', async () => {
    const { parts, pass, save, submit, store, told } = await createDispatcher();
    await save();
    const [bad, good] = [await submit(1_000), await submit(1_000)];
    const loadSummary = async (runId: string) => {
      if (runId === bad) throw new Error('It cannot be read.');
      return store.runs.loadSummary(runId);
    };
    pass(1_000);
    await takeTimers({ ...parts, store: { ...store, runs: { ...bound(store.runs), loadSummary } } } as Parts);
    expect(await store.runs.loadRun(good)).toMatchObject({ status: 'running' });
    expect(told).toMatchObject([{ runId: bad, kind: 'start' }]);
  });
});

describe('looks of the watchdog', () => {
  it('at a run whose record is broken are put off for a minute and fail no turn, even if there are no others', async () => {
    const { parts, watchdog, calls, pass, store } = await createDispatcher();
    await new Player(store).submit({ roots: [], meta: '{"workflow":"w","correlationId":"c","tags":[]}' });
    const lookAfter = async (ms: number) => {
      calls.loadState = 0;
      pass(ms);
      await takeLooks(parts, watchdog);
      return calls.loadState;
    };
    expect(await lookAfter(30_000)).toBe(1);
    expect(await lookAfter(59_000)).toBe(0);
    expect(await lookAfter(1_000)).toBe(1);
  });

  const SLEEPER: Json = {
    name: 'sleeper',
    steps: { nap: { wait: '30d' }, s: { agent: 'x.a', needs: ['nap'] } },
  };

  it('come once a day to a run whose steps all wait, and again soon once its timer has fired', async () => {
    const { parts, watchdog, calls, pass, save, submit, queued } = await createDispatcher(SLEEPER);
    await save();
    await submit();
    const lookFor = async (hours: number) => {
      calls.loadState = 0;
      for (let i = 0; i < hours; i++) {
        pass(3_600_000);
        await takeLooks(parts, watchdog);
      }
      return calls.loadState;
    };
    expect(await lookFor(1)).toBe(2);
    expect(await lookFor(22)).toBe(0);
    expect(await lookFor(2)).toBe(2);
    pass(30 * 24 * 3_600_000);
    await takeTimers(parts);
    expect(queued).toMatchObject([{ step: 's', dispatch: 1 }]);
    queued.length = 0;
    await lookFor(1);
    expect(queued).toMatchObject([{ step: 's', dispatch: 2 }]);
  });

  it('repeat for a run whose workflow is missing, and mend the run when it is back', async () => {
    const { parts, watchdog, pass, save, submit, queued, told } = await createDispatcher();
    const runId = await submit();
    queued.length = 0;
    pass(60_000);
    await takeLooks(parts, watchdog);
    expect(queued).toEqual([]);
    expect(told).toMatchObject([{ code: 'WORKFLOW_MISSING', runId }]);
    await save();
    pass(60_000);
    await takeLooks(parts, watchdog);
    expect(queued).toMatchObject([{ runId, step: 's', dispatch: 2 }]);
  });
});

/** The methods of a store, as own properties that a test may replace. */
function bound(runs: RunStore): RunStore {
  return {
    ...runs,
    apply: (command) => runs.apply(command),
    loadSummary: (runId) => runs.loadSummary(runId),
    loadFields: (runId, fields) => runs.loadFields(runId, fields),
    loadLogPage: (...asked) => runs.loadLogPage(...asked),
    now: () => runs.now(),
    moveWakeup: (wakeup, afterMs) => runs.moveWakeup(wakeup, afterMs),
    clearWakeup: (wakeup) => runs.clearWakeup(wakeup),
    takeWakeups: (of, limit, leaseMs) => runs.takeWakeups(of, limit, leaseMs),
  };
}
