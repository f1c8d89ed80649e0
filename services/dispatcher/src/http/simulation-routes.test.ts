import { compile } from '@ag06/engine';
import { createMemoryStore, type Store, type WorkerRecord } from '@ag06/store';
import { expect, it } from '@jest/globals';
import { submitStep } from '../use-cases/testing/play-step.ts';
import { createArchivedApi } from './testing/archived-api.ts';

const DEFINITION = { name: 'w', steps: { a: { agent: 'x' } } };
const HOUR_MS = 3_600_000;
/** The begin of what is recorded. */
const BEGIN = 10 * HOUR_MS;

interface Clock {
  now: number;
}

const worker = (clock: Clock, id: string): WorkerRecord => ({
  id,
  host: 'h',
  pid: 1,
  agents: ['x'],
  startedAt: 1,
  seenAt: clock.now,
  declared: { x: { concurrency: 1 } },
});

/** Jobs that come every second, and each take 1.9 s, in this many slots: the odd ones wait. */
async function record(store: Store, clock: Clock, jobs: number, slots: number): Promise<void> {
  const compiled = compile(DEFINITION);
  if (!compiled.ok) throw new Error('the definition of the test compiles');
  const { name, version } = compiled.plan;
  await store.workflows.saveWorkflow('default', { name, version, definition: JSON.stringify(DEFINITION) });
  const free = Array.from({ length: slots }, () => BEGIN);
  const moves: { readonly at: number; readonly move: () => Promise<void> }[] = [];
  for (let i = 0; i < jobs; i++) {
    const comesAt = BEGIN + 1_000 * i;
    clock.now = comesAt;
    const run = await submitStep(store, compiled.plan);
    const slot = free.indexOf(Math.min(...free));
    const startsAt = Math.max(comesAt, free[slot] ?? 0);
    free[slot] = startsAt + 1_900;
    moves.push({ at: startsAt, move: () => run.start() }, { at: startsAt + 1_900, move: () => run.end() });
  }
  for (const { at, move } of moves.sort((a, b) => a.at - b.at)) {
    clock.now = at;
    await move();
  }
}

/** @param toHeld returns the store of the dispatcher */
async function recordedFleet(jobs = 60, slots = 1, toHeld = (store: Store) => store) {
  const clock = { now: BEGIN };
  const store = createMemoryStore({ now: () => clock.now });
  await record(store, clock, jobs, slots);
  const fleet = createArchivedApi(toHeld(store));
  await store.fleet.registerWorker(worker(clock, 'w-1'));
  const from = new Date(BEGIN).toISOString();
  return {
    ...fleet,
    store,
    clock,
    simulate: (body: object) => fleet.ask('/v1/tuning/x/simulate', { from, ...body }),
  };
}

const measureOf = (body: { measures: { measure: string }[] }, name: string) =>
  body.measures.find(({ measure }) => measure === name);

it('POST /v1/tuning/AGENT/simulate compares what was recorded, its replay, and what is proposed', async () => {
  const { simulate } = await recordedFleet();
  const { status, body } = await simulate({ settings: { concurrency: 3 } });
  expect({ status, now: body.now, proposed: body.proposed }).toEqual({
    status: 200,
    now: { concurrency: 1, replicas: 1 },
    proposed: { concurrency: 3, replicas: 1 },
  });
  // Each job comes 1 s and begins 1.9 s after the one before.
  expect(measureOf(body, 'waitMeanMs')).toMatchObject({
    recorded: (900 * 59) / 2,
    proposed: { value: expect.any(Number) },
  });
  expect(body.basis).toMatchObject({ runs: 60, steps: 60, attempts: 60, mostAtOnce: { recorded: 1 } });
  expect(body.caveats.map(({ code }: { code: string }) => code)).toContain('MORE_THAN_SEEN');
  expect(body.sentence).toMatch(/^With concurrency 3 instead of 1, /);
});

it('runs in the archive tell the same as runs in the store', async () => {
  const { simulate, archiveAll, store, clock } = await recordedFleet();
  const to = new Date(clock.now).toISOString();
  const live = await simulate({ to, settings: { concurrency: 2 } });
  await archiveAll();
  await store.runs.deleteFinished(-60_000, 1_000);
  const archived = await simulate({ to, settings: { concurrency: 2 } });
  expect(archived.body).toEqual(live.body);
});

it('a simulation of more runs than are read says which part of the time it replays', async () => {
  const { simulate } = await recordedFleet(120, 2);
  const { body } = await simulate({ runs: 40, now: { concurrency: 2 } });
  expect(body.basis.runs).toBeLessThanOrEqual(120);
  expect(body.caveats).toContainEqual({
    code: 'NOT_ALL_READ',
    sentence: expect.stringMatching(/^There are more runs than were read: \d+ % of the time is replayed/),
  });
});

it('a simulation of too little, or without settings that were in force, says what to do', async () => {
  const { simulate, store } = await recordedFleet(10);
  expect(await simulate({})).toMatchObject({
    status: 422,
    body: {
      code: 'SIMULATION_TOO_LITTLE',
      detail: expect.stringMatching(/^10 steps of x ended .* 30 are needed/),
    },
  });
  await store.fleet.removeWorker('w-1');
  expect(await simulate({})).toMatchObject({
    status: 422,
    body: { code: 'SIMULATION_SETTINGS_UNKNOWN', detail: expect.stringMatching(/--now concurrency=10/) },
  });
});

it('a simulation refuses settings that it does not know, and times that are none', async () => {
  const { simulate } = await recordedFleet(1);
  const refused = async (body: object) => {
    const answer = await simulate(body);
    return [answer.status, answer.body.code, answer.body.errors?.map(({ path }: { path: string }) => path)];
  };
  expect(await refused({ settings: { breakerThreshold: 0.5, concurrency: 0 } })).toEqual([
    422,
    'SIMULATION_INVALID',
    expect.arrayContaining(['settings.breakerThreshold', 'settings.concurrency']),
  ]);
  expect(await refused({ from: 'yesterday' })).toEqual([422, 'SIMULATION_INVALID', ['from']]);
  expect(await refused({ from: '2026-01-02T00:00:00Z', to: '2026-01-01T00:00:00Z' })).toEqual([
    422,
    'SIMULATION_INVALID',
    ['from'],
  ]);
});

it('a dispatcher computes one simulation at a time, and another one afterwards', async () => {
  const [entered, gate] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const { simulate } = await recordedFleet(60, 1, (store) => ({
    ...store,
    shared: new Proxy(store.shared, {
      get(shared, name) {
        const value: unknown = Reflect.get(shared, name, shared);
        if (typeof value !== 'function') return value;
        return async (...asked: unknown[]) => {
          entered.resolve();
          await gate.promise;
          return value.apply(shared, asked);
        };
      },
    }),
  }));
  const first = simulate({});
  await entered.promise;
  expect(await simulate({})).toMatchObject({ status: 429, body: { code: 'SIMULATION_BUSY' } });
  gate.resolve();
  expect((await first).status).toBe(200);
  expect((await simulate({})).status).toBe(200);
});
