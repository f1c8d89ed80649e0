import type { Json } from '@ag06/contracts';
import { compile } from '@ag06/engine';
import { createCommandIds, GivenInput, PlanCache, submitRun } from '@ag06/runtime';
import { createMemoryStore } from '@ag06/store';
import { Player } from '@ag06/store/conformance';
import { createMetricBook } from '@ag06/telemetry';
import { expect, it } from '@jest/globals';
import { pino } from 'pino';
import type { Parts } from '../parts.ts';
import { isLater } from './poll-relatives.ts';
import { Watchdog } from './watchdog.ts';

const PARENT: Json = { name: 'parent', steps: { c: { workflow: 'child' } }, output: '${steps.c.status}' };
const CHILD: Json = { name: 'child', steps: { s: { signal: 'go' } } };

/** A run that waits for its child, in a store whose clock is moved by hand. No message is delivered by itself. */
async function createFamily() {
  let now = Date.UTC(2030, 0, 1);
  const store = createMemoryStore({ now: () => now });
  const { runs } = store;
  const broker = { enqueue: async () => {}, locate: async () => [], remove: async () => {} };
  const issuer = { worker: 'd1', job: '', delivery: 0 };
  const carrier = { runs, broker, issuer, createId: createCommandIds('d1'), epoch: () => 0 };
  const parts = {
    id: 'd1',
    store,
    broker,
    carrier,
    log: pino({ level: 'silent' }),
    book: createMetricBook(),
    plans: new PlanCache(store.workflows),
    intake: { run: async () => ({ ok: true }) },
    wanted: { note: () => {} },
  } as unknown as Parts;
  for (const definition of [PARENT, CHILD]) {
    const compiled = compile(definition);
    if (!compiled.ok) throw new Error('The definition does not compile.');
    const { name, version } = compiled.plan;
    await store.workflows.saveWorkflow('default', { name, version, definition: JSON.stringify(definition) });
  }
  const submission = {
    workflow: 'parent',
    loadPlan: async () => (await parts.plans.loadLatest('default', 'parent')) as never,
    tenant: 'default',
    input: GivenInput.of(null),
    priority: 'normal',
    tags: [],
    correlationId: 'c',
    delayMs: 0,
  } as const;
  const { runId } = await submitRun(
    { ...carrier, runs, plans: parts.plans, dedupeTtlMs: 1 } as never,
    submission,
  );
  const child = ((await runs.loadUnit(runId, 'c'))?.awaits ?? '').slice('child:'.length);
  const watchdog = new Watchdog(parts);
  return {
    store,
    runId,
    child,
    statusOf: async (id: string) => (await runs.loadSummary(id))?.status,
    forget: (of: string, entry: `start:${string}` | `stop:${string}` | 'tell') =>
      runs.clearWakeup({ subject: 'entry', runId: of, entry, kind: 'entry' }),
    look: async (of: string) => {
      now += 60_000;
      await watchdog.look({ subject: 'run', runId: of, kind: 'watchdog' });
    },
  };
}

it('a child that a fail-over lost is started again, under the same id', async () => {
  const family = await createFamily();
  await family.look(family.runId);
  expect(await family.statusOf(family.child)).toBeUndefined();
  await family.forget(family.runId, `start:${family.child}`);
  await family.look(family.runId);
  expect(await family.store.runs.loadEntry(family.runId, `start:${family.child}`)).toContain('child');
  expect(await family.store.runs.loadUnit(family.runId, 'c')).toMatchObject({
    status: 'waiting',
    awaits: `child:${family.child}`,
  });
});

it('the end of a child is told again if its message was lost', async () => {
  const family = await createFamily();
  const { store, runId, child } = family;
  const meta = { ...(await store.runs.loadSummary(runId))?.meta, parent: { runId, unit: 'c', attempt: 1 } };
  const player = new Player(store, child);
  await player.submit({ meta: JSON.stringify(meta), roots: [] });
  await player.cancel();
  await family.forget(child, 'tell');
  await family.look(runId);
  expect(await store.runs.loadOutcome(runId)).toMatchObject({
    status: 'failed',
    error: { code: 'CHILD_FAILED', runId: child },
  });
});

it('a child is stopped if its parent is over, and goes on while its parent waits for it', async () => {
  const family = await createFamily();
  const { store, runId, child } = family;
  const summary = await store.runs.loadSummary(runId);
  const childPlan = compile(CHILD);
  const version = childPlan.ok ? childPlan.plan.version : '';
  const meta = { ...summary?.meta, workflow: 'child', version, parent: { runId, unit: 'c', attempt: 1 } };
  await new Player(store, child).submit({ meta: JSON.stringify(meta), roots: [] });
  await family.look(child);
  expect(await family.statusOf(child)).toBe('running');
  await new Player(store, runId).cancel();
  await family.forget(runId, `stop:${child}`);
  await family.look(child);
  expect(await family.statusOf(child)).toBe('cancelled');
});

it.each([
  ['an earlier attempt', { attempt: 1 }, 'cancelled'],
  ['the attempt for which its parent waits', { attempt: 2 }, 'running'],
  ['a later attempt, which its parent forgot in a fail-over', { attempt: 3 }, 'running'],
  ['a later iteration, which its parent forgot', { attempt: 1, iteration: 1 }, 'running'],
  ['a later round, which its parent forgot', { attempt: 1, round: 1 }, 'running'],
])('a child of %s is polled, and is then %s', async (_, place, status) => {
  const family = await createFamily();
  const { store, runId } = family;
  const summary = await store.runs.loadSummary(runId);
  const childPlan = compile(CHILD);
  const version = childPlan.ok ? childPlan.plan.version : '';
  const loadUnit = store.runs.loadUnit.bind(store.runs);
  store.runs.loadUnit = async (of, name) => {
    const unit = await loadUnit(of, name);
    return unit && of === runId ? { ...unit, attempt: 2 } : unit;
  };
  const other = store.runs.createRunId('default', undefined);
  const meta = { ...summary?.meta, workflow: 'child', version, parent: { runId, unit: 'c', ...place } };
  await new Player(store, other).submit({ meta: JSON.stringify(meta), roots: [] });
  await family.look(other);
  expect(await family.statusOf(other)).toBe(status);
});

it.each([
  [{ round: 1, attempt: 1 }, { attempt: 9 }],
  [
    { item: 3, attempt: 1 },
    { item: 2, attempt: 4 },
  ],
  [
    { iteration: 2, attempt: 1 },
    { iteration: 1, attempt: 2 },
  ],
  [{ attempt: 2 }, { attempt: 1 }],
])('a unit comes to %j after %j', (later, earlier) => {
  expect(isLater(later, earlier)).toBe(true);
  expect(isLater(earlier, later)).toBe(false);
  expect(isLater(later, later)).toBe(false);
});
