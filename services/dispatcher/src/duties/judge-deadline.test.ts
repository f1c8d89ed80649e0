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
import { takeTimers } from './take-timers.ts';

const COMPLETED = { to: 'completed', output: '1' } as const;

/** A dispatcher on the reference store, whose clock stands still until it is moved, and a run of `s`, then `t`. */
async function createDispatcher(step: { readonly [key: string]: Json }, delayMs = 0) {
  let now = Date.UTC(2030, 0, 1);
  const store = createMemoryStore({ now: () => now });
  let interfere: (() => Promise<void>) | undefined;
  const clearWakeup = store.runs.clearWakeup.bind(store.runs);
  store.runs.clearWakeup = async (wakeup) => {
    const interfering = interfere;
    interfere = undefined;
    await interfering?.();
    await clearWakeup(wakeup);
  };
  const queued: OutgoingActivation[] = [];
  const broker = {
    enqueue: async (some: readonly OutgoingActivation[]) => void queued.push(...some),
    remove: async () => {},
  };
  const issuer = { worker: 'd1', job: '', delivery: 0 };
  const carrier = { runs: store.runs, broker, issuer, createId: createCommandIds('d1'), epoch: () => 0 };
  const parts = {
    id: 'd1',
    store,
    broker,
    carrier,
    log: pino({ level: 'silent' }),
    book: createMetricBook(),
    plans: new PlanCache(store.workflows),
  } as unknown as Parts;
  const definition: Json = {
    name: 'w',
    steps: {
      s: 'workflow' in step ? step : { agent: 'x.a', ...step },
      t: { agent: 'x.b', needs: ['s'], startWithin: '1m' },
    },
  };
  const compiled = compile(definition);
  if (!compiled.ok) throw new Error(JSON.stringify(compiled));
  const { plan } = compiled;
  const text = JSON.stringify(definition);
  await store.workflows.saveWorkflow('default', { name: 'w', version: plan.version, definition: text });
  const { runId } = await submitRun(
    { ...carrier, dedupeTtlMs: 1, plans: parts.plans, runs: store.runs } as never,
    {
      workflow: 'w',
      loadPlan: async () => plan,
      tenant: 'default',
      input: GivenInput.of(null),
      priority: 'normal',
      tags: [],
      correlationId: 'c',
      delayMs,
    },
  );
  const runs: RunStore = store.runs;
  return {
    queued,
    player: new Player(store, runId),
    /** Time passes, and timers are taken. */
    pass: async (ms: number) => {
      now += ms;
      await takeTimers(parts);
    },
    /** Happens once, before a wake-up is cleared. */
    beforeClear: (act: () => Promise<void>) => {
      interfere = act;
    },
    errorOf: async (unit: string) =>
      JSON.parse((await runs.loadFields(runId, [`e:${unit}`])).get(`e:${unit}`) ?? '{}'),
    retry: () => retryRun(parts, 'default', runId, {}),
    /** The child for which a unit waits. */
    childOf: async (unit: string) => (await runs.loadUnit(runId, unit))?.awaits?.replace(/^child:/, '') ?? '',
    entriesOf: (does: 'start' | 'stop', children: readonly string[]) =>
      Promise.all(children.map((child) => runs.loadEntry(runId, `${does}:${child}`))),
    status: async () => (await runs.loadSummary(runId))?.status,
    left: async () => {
      now += 3_600_000;
      return runs.takeWakeups('timers', 100, 1);
    },
  };
}

describe('startWithin', () => {
  it('fails a step that no worker has started, and its run with it', async () => {
    const { pass, player, errorOf, status, left } = await createDispatcher({ startWithin: '10s' });
    await pass(9_999);
    expect(await player.status('s')).toBe('scheduled');
    await pass(1);
    expect(await player.status('s')).toBe('failed');
    expect(await errorOf('s')).toMatchObject({ code: 'STEP_NOT_STARTED', step: 's', attempt: 1 });
    expect(await status()).toBe('failed');
    expect(await left()).toEqual([]);
  });

  it('ignores a step that has started, even if it waits for another attempt or was handed back', async () => {
    for (const change of [
      { to: 'retrying', error: '{}', delayMs: 60_000 },
      { to: 'released', underSameJob: false },
    ] as const) {
      const { pass, player, status, left } = await createDispatcher({ startWithin: '10s' });
      const grant = grantOf(await player.claim('s'));
      await player.complete(grant, { change });
      await pass(10_000);
      expect(await status()).toBe('running');
      expect(await left()).toEqual([]);
    }
  });

  it('counts for a step of a delayed run from the start of the run', async () => {
    const { pass, player } = await createDispatcher({ startWithin: '10s' }, 60_000);
    await pass(60_000);
    expect(await player.status('s')).toBe('scheduled');
    await pass(9_999);
    expect(await player.status('s')).toBe('scheduled');
    await pass(1);
    expect(await player.status('s')).toBe('failed');
  });
});

it('startWithin of a step with items ends with the start of the first of them', async () => {
  const step = { forEach: [1, 2], concurrency: 1, startWithin: '10s' };
  const started = await createDispatcher(step);
  await started.player.claim('s.0');
  await started.pass(10_000);
  expect(await started.status()).toBe('running');
  const { pass, errorOf } = await createDispatcher(step);
  await pass(10_000);
  expect(await errorOf('s')).toMatchObject({ code: 'STEP_NOT_STARTED' });
});

describe('within', () => {
  it('fails a step that runs or waits for its next attempt, and refuses its outcome', async () => {
    const { pass, player, errorOf } = await createDispatcher({ within: '10s', retry: { maxAttempts: 5 } });
    const grant = grantOf(await player.claim('s'));
    await pass(10_000);
    expect(await errorOf('s')).toMatchObject({ code: 'STEP_OVERDUE' });
    expect(await player.complete(grant, { change: COMPLETED })).toMatchObject({ result: 'refused' });
  });

  it('lets a run go on whose step may fail; its next step has its own deadline from then on', async () => {
    const { pass, player, queued, status } = await createDispatcher({ within: '10s', onFailure: 'continue' });
    await pass(10_000);
    expect(await player.status('s')).toBe('failed');
    expect(queued.map(({ step }) => step)).toEqual(['s', 't']);
    await pass(59_999);
    expect(await status()).toBe('running');
    await pass(1);
    expect(await player.status('t')).toBe('failed');
    expect(await status()).toBe('failed');
  });

  it('does not fail a step of a paused run until the run resumes', async () => {
    const { pass, player } = await createDispatcher({ within: '10s' });
    await player.byRun(['running'], { change: { to: 'paused' } });
    await pass(20_000);
    expect(await player.status('s')).toBe('scheduled');
    await player.byRun(['paused'], { change: { to: 'resumed' } });
    await pass(5_000);
    expect(await player.status('s')).toBe('failed');
  });

  it('fails a step with all of its items, some of which run', async () => {
    const { pass, player, status, errorOf } = await createDispatcher({ forEach: [1, 2, 3], within: '10s' });
    await player.claim('s.0');
    await pass(9_999);
    expect(await status()).toBe('running');
    await pass(1);
    expect(await errorOf('s')).toMatchObject({ code: 'STEP_OVERDUE', step: 's' });
    expect(await status()).toBe('failed');
    expect(await player.status('s.0')).toBe('cancelled');
  });

  it.each([[{}], [{ forEach: [1, 2], concurrency: 2 }]])(
    'stops the children for which a step waits: %j',
    async (more) => {
      const { pass, childOf, status, errorOf, entriesOf } = await createDispatcher({
        workflow: 'c',
        within: '2s',
        retry: { maxAttempts: 3 },
        onFailure: 'continue',
        ...more,
      });
      const units = 'forEach' in more ? ['s.0', 's.1'] : ['s'];
      const children = await Promise.all(units.map((unit) => childOf(unit)));
      await pass(1_999);
      expect(await entriesOf('stop', children)).toEqual(children.map(() => undefined));
      await pass(1);
      expect(await errorOf('s')).toMatchObject({ code: 'STEP_OVERDUE' });
      expect(await status()).toBe('running');
      expect(await entriesOf('stop', children)).not.toContain(undefined);
    },
  );

  it('counts anew for a step of a run that is retried', async () => {
    const { pass, player, retry, status, left } = await createDispatcher({ within: '10s' });
    await pass(10_000);
    expect(await status()).toBe('failed');
    await pass(60_000);
    await retry();
    expect(await player.status('s')).toBe('scheduled');
    await pass(9_999);
    expect(await status()).toBe('running');
    await pass(1);
    expect(await status()).toBe('failed');
    expect(await left()).toEqual([]);
  });

  it('is not lost when the run is retried between the judgement of its old wake-up and the end of that', async () => {
    const { pass, player, retry, status, beforeClear } = await createDispatcher({ within: '10s' });
    const error = '{"code":"X","message":"x"}';
    await player.complete(grantOf(await player.claim('s')), {
      change: { to: 'failed', error },
      end: { status: 'failed', error },
    });
    expect(await status()).toBe('failed');
    beforeClear(async () => void (await retry()));
    await pass(10_000);
    expect(await status()).toBe('running');
    await pass(10_000);
    expect(await status()).toBe('failed');
  });

  it('finds nothing to do at a step that has its outcome', async () => {
    const { pass, player, status, left } = await createDispatcher({ within: '10s' });
    const grant = grantOf(await player.claim('s'));
    await player.complete(grant, {
      change: COMPLETED,
      next: [{ unit: 't', needs: 1, mode: 'schedule', reads: [] }],
    });
    await pass(10_000);
    expect(await status()).toBe('running');
    expect(await left()).toEqual([]);
  });
});
