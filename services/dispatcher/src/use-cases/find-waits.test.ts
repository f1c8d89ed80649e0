import { compile, createNameFinder } from '@ag06/engine';
import type { RunRecord, UnitRecord } from '@ag06/store';
import { expect, it } from '@jest/globals';
import { explainWait, findQueued, type WaitFacts } from './find-waits.ts';

const compiled = compile({
  name: 'p',
  steps: {
    a: { agent: 'x.a' },
    b: { agent: 'x.b' },
    c: { agent: 'x.c', needs: ['a', 'b'] },
    e: { agent: 'x.a', forEach: [1, 2, 3], concurrency: 3 },
  },
});
if (!compiled.ok) throw new Error('The test’s plan does not compile.');
const { plan } = compiled;
const { steps } = plan;

const NOW = 1_000_000;
const SERVED = new Set(['x.a']);
const FLEET: WaitFacts = {
  served: SERVED,
  findMeant: createNameFinder(SERVED),
  turns: new Map([['a', { ahead: 7, ageMs: 42 }]]),
  heldBack: new Map(),
  now: NOW,
};

const unit = (more: Partial<UnitRecord>): UnitRecord => ({
  status: 'scheduled',
  attempt: 1,
  dispatch: 1,
  lost: 0,
  by: '',
  source: '',
  holder: '',
  delivery: 0,
  token: 0,
  worker: '',
  dueAt: 0,
  evaluates: false,
  reads: [],
  blockedBy: undefined,
  awaits: undefined,
  park: 0,
  ...more,
});
const runOf = (units: Record<string, UnitRecord>, status: RunRecord['status'] = 'running'): RunRecord => ({
  runId: 'r',
  meta: { workflow: 'p', version: 'v', tenant: 'default', correlationId: 'c', priority: 'normal', tags: [] },
  status,
  createdAt: 0,
  finishedAt: undefined,
  input: null,
  output: undefined,
  error: undefined,
  units: new Map(Object.entries(units)),
  items: new Map(),
});
function explain(id: string, run: RunRecord, fleet = FLEET) {
  const step = steps.get(id);
  if (step === undefined) throw new Error(`No step ${id}.`);
  return explainWait(step, run, fleet);
}

it('findWaits names the dependencies without an outcome, and not the ended ones', () => {
  const units = { a: unit({ status: 'failed' }), b: unit({ status: 'running', token: 1 }) };
  expect(explain('c', runOf(units))).toEqual({ reason: 'dependencies', steps: ['b'] });
  expect(explain('c', runOf({}))).toEqual({ reason: 'dependencies', steps: ['a', 'b'] });
});

it('findWaits tells how many activations are ahead of a step on its queue, and whether its agent is served', () => {
  const run = runOf({ a: unit({}), b: unit({}) });
  expect(explain('a', run)).toEqual({ reason: 'queue', agent: 'x.a', ahead: 7, ageMs: 42 });
  expect(explain('b', run)).toEqual({ reason: 'worker', agent: 'x.b', didYouMean: 'x.a' });
  const others = { ...FLEET, served: new Set(['something.else']), findMeant: () => undefined };
  expect(explain('b', run, others)).toEqual({ reason: 'worker', agent: 'x.b' });
  expect(explain('a', run, { ...FLEET, turns: new Map() })).toBeUndefined();
});

it('findWaits tells that the queue of a step is paused, or its limit used up', () => {
  const fleet: WaitFacts = { ...FLEET, heldBack: new Map([['x.a', 'paused']]) };
  const turn = { reason: 'queue', agent: 'x.a', ahead: 7, ageMs: 42 };
  expect(explain('a', runOf({ a: unit({}) }), fleet)).toEqual({ ...turn, heldBack: 'paused' });
  const other: WaitFacts = { ...FLEET, heldBack: new Map([['x.b', 'paused']]) };
  expect(explain('a', runOf({ a: unit({}) }), other)).toEqual(turn);
});

it('findWaits tells until when a step backs off, and then that it is on its queue', () => {
  const early = unit({ status: 'retrying', dueAt: NOW + 1 });
  const until = new Date(NOW + 1).toISOString();
  expect(explain('a', runOf({ a: early }))).toEqual({ reason: 'backoff', until });
  const due = unit({ status: 'retrying', dueAt: NOW });
  expect(explain('a', runOf({ a: due }))).toMatchObject({ reason: 'queue' });
});

it('findWaits tells what blocks a step', () => {
  const by = (blockedBy: string) => runOf({ a: unit({ status: 'blocked', blockedBy }) });
  expect(explain('a', by('pause'))).toEqual({ reason: 'pause' });
  expect(explain('a', by('breaker:shop.api'))).toEqual({ reason: 'breaker', dependency: 'shop.api' });
  expect(explain('a', by('limit:shop'))).toBeUndefined();
});

it('findWaits tells of a pause, of a delayed start, and of a step that nobody holds', () => {
  const ready = { a: unit({ status: 'ready' }) };
  expect(explain('a', runOf(ready, 'paused'))).toEqual({ reason: 'pause' });
  expect(explain('a', runOf(ready, 'scheduled'))).toEqual({ reason: 'start' });
  expect(explain('c', runOf(ready, 'scheduled'))).toEqual({ reason: 'start' });
  expect(explain('a', runOf(ready))).toEqual({ reason: 'repair' });
});

it('findWaits returns nothing for a step that is held or over', () => {
  for (const status of ['running', 'completed', 'skipped', 'failed', 'cancelled', 'timed_out'] as const) {
    expect(explain('a', runOf({ a: unit({ status, token: 3 }) }))).toBeUndefined();
  }
  expect(explain('a', runOf({ a: unit({ status: 'ready', token: 3 }) }))).toBeUndefined();
});

/** A run whose step `e` has these lanes. */
const withLanes = (lanes: readonly Partial<UnitRecord>[], status?: RunRecord['status']) =>
  runOf(
    {
      e: unit({ status: 'running' }),
      ...Object.fromEntries(lanes.map((lane, n) => [`e.${n}`, unit(lane)])),
    },
    status,
  );
const turnsOf = (...ahead: readonly number[]): WaitFacts => ({
  ...FLEET,
  turns: new Map(ahead.map((count, n) => [`e.${n}`, { ahead: count, ageMs: 10 * count }])),
});

it('findWaits tells of several lanes on a queue the one whose turn comes first, and whether the agent is served', () => {
  const lanes = withLanes([{}, {}, { status: 'retrying', dueAt: NOW - 1 }]);
  const first = { reason: 'queue', agent: 'x.a', ahead: 2, ageMs: 20 };
  expect(explain('e', lanes, turnsOf(5, 3, 2))).toEqual(first);
  expect(explain('e', lanes, { ...FLEET, served: new Set(), findMeant: () => undefined })).toEqual({
    reason: 'worker',
    agent: 'x.a',
  });
  expect(explain('e', lanes, { ...FLEET, turns: new Map() })).toBeUndefined();
});

it('findWaits tells of several lanes that back off the one due first, and prefers a lane on its queue', () => {
  const backingOff = [5, 2, 9].map((ms, item): Partial<UnitRecord> => {
    return { status: 'retrying', dueAt: NOW + ms, item };
  });
  const until = new Date(NOW + 2).toISOString();
  expect(explain('e', withLanes(backingOff))).toEqual({ reason: 'backoff', until, item: 1 });
  const mixed = withLanes([{}, ...backingOff.slice(1)]);
  expect(explain('e', mixed, turnsOf(4))).toMatchObject({ reason: 'queue', ahead: 4 });
});

it('findWaits returns nothing for a step while one of its lanes runs, and does not look up turns', () => {
  const lanes = withLanes([{}, { status: 'running', token: 4, item: 0 }, { status: 'completed' }]);
  expect(explain('e', lanes, turnsOf(1))).toBeUndefined();
  expect(findQueued(lanes, plan)).toEqual([]);
});

it('findWaits tells that lanes are paused, even while some are still on their queue', () => {
  const lanes = withLanes([{}, { status: 'blocked' }, { status: 'ready' }], 'paused');
  expect(explain('e', lanes, turnsOf(1))).toEqual({ reason: 'pause' });
  expect(explain('e', withLanes([{ status: 'ready' }]))).toEqual({ reason: 'repair' });
});

it('findWaits looks up a bounded number of turns, and some of every step', () => {
  const many = withLanes(Array.from({ length: 1_000 }, () => ({})));
  const names = findQueued({ ...many, units: new Map([...many.units, ['b', unit({})]]) }, plan).map(
    ({ unit }) => unit,
  );
  expect(names).toHaveLength(51);
  expect(names).toEqual(expect.arrayContaining(['b', 'e.0', 'e.49']));
  expect(findQueued(many, plan)).toHaveLength(100);
});
