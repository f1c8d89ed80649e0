import { compile, type Plan } from '@ag06/engine';
import { type Commit, type Grant, type Moves, NO_MOVES } from '@ag06/protocol';
import { StoreError } from '@ag06/store';
import { until } from '@ag06/test-support';
import { describe, expect, it } from '@jest/globals';
import type { RunContext } from '../run-context.ts';
import { drive } from './drive.ts';
import type { Driver, PromisedSlots } from './driver.ts';

const compiled = compile({
  name: 'p',
  steps: {
    a: { agent: 'x.a', when: '${input.go}' },
    b: { agent: 'x.b', when: '${!input.go}' },
    c: { agent: 'x.c' },
  },
});
if (!compiled.ok) throw new Error(JSON.stringify(compiled));
const context = (plan: Plan = compiled.plan): RunContext => ({
  runId: 'r0-000000000aaaaaaaaaaaa',
  meta: { workflow: 'p', version: 'v', tenant: 'default', correlationId: 'c', priority: 'normal', tags: [] },
  plan,
  createdAt: 0,
  values: new Map([['in', '{"go":true}']]),
});

/** Forty steps with a condition each. */
const NAMES = Array.from({ length: 40 }, (_, i) => `s${i}`);
const wide = compile({
  name: 'wide',
  steps: Object.fromEntries(NAMES.map((name) => [name, { agent: 'x.a', when: '${input.go}' }])),
});
if (!wide.ok) throw new Error(JSON.stringify(wide));
const WIDE = wide.plan;

const grant = (unit: string): Grant => ({ unit, attempt: 1, token: 7, lost: 0, values: new Map() });
const enqueue = (unit: string) => ({ unit, attempt: 1, dispatch: 1, delayMs: 0 });
const moves = (more: Partial<Moves>): Moves => ({ status: 'running', ...NO_MOVES, ...more });

/** A driver on a store that answers each commit as told; what it does is noted. */
function create(answer: (commit: Commit) => Moves | 'guard' | Error) {
  const did: string[] = [];
  const slots: PromisedSlots = {
    promise: (_, { id }) => did.push(`promise ${id}`) > 0,
    take: () => undefined,
    releaseAll: () => void did.push('release'),
  };
  const driver: Driver = {
    runs: {
      apply: (async (commit: Commit) => {
        const answered = answer(commit);
        if (answered instanceof Error) throw answered;
        if (answered === 'guard') return { result: 'refused', reason: 'guard' };
        const { change } = commit;
        did.push(`commit ${change.to === 'open' ? change.opening.mode : change.to}`);
        return { result: 'applied', ...answered };
      }) as Driver['runs']['apply'],
      armWakeup: async () => {},
      isHeld: async () => true,
      loadItems: async () => [],
      findLarge: async () => new Map(),
      loadLarge: async () => '',
      loadFields: async () => new Map(),
      measureFields: async () => new Map(),
    },
    broker: {
      enqueue: async () => {},
      remove: async (jobs) => void did.push(`remove ${jobs.map(({ jobId }) => jobId.split('.')[1])}`),
    },
    issuer: { worker: 'w', job: '', delivery: 0 },
    createId: () => 'w.1',
    epoch: () => 0,
    ask: (_, ask) => ask(),
    enqueue: async (_, enqueues) => void did.push(`enqueue ${enqueues.map(({ unit }) => unit)}`),
    onTakenOver: async (_, { unit }) => void did.push(`taken over ${unit}`),
  };
  const executor: Driver['executor'] = {
    openSlots: () => slots,
    execute: async (_, { unit }) => void did.push(`execute ${unit}`),
  };
  return { did, slots, driver, working: { ...driver, executor } };
}

describe('the driver of a process that executes steps', () => {
  it('executes granted steps, gives unused slots back, and goes on with the grants of evaluations', async () => {
    const { did, slots, working } = create(() => moves({ grants: [grant('a')] }));
    await drive(working, context(), moves({ grants: [grant('c')], evaluations: [grant('a')] }), slots, 0);
    expect(did).toEqual([
      'execute c',
      'release',
      'promise a',
      'commit claim',
      'execute a',
      'release',
      'release',
    ]);
  });
});

describe('the driver of a process that executes none', () => {
  it('sends the steps that an evaluation opens to their queues, as the commit says', async () => {
    const { did, driver } = create(() => moves({ enqueues: [enqueue('a')] }));
    await drive(
      driver,
      context(),
      moves({ evaluations: [grant('a')], enqueues: [enqueue('c')] }),
      undefined,
      0,
    );
    expect(did).toEqual(['enqueue c', 'commit schedule', 'enqueue a']);
  });

  it('removes the jobs of an ended run', async () => {
    const { did, driver } = create(() => moves({}));
    await drive(driver, context(), moves({ obsolete: [enqueue('a'), enqueue('c')] }), undefined, 0);
    expect(did).toEqual(['remove a,c']);
  });
});

describe('every driver', () => {
  it('does the rest if one part fails, and rejects with that failure', async () => {
    const failure = new TypeError('x is undefined');
    const { did, driver } = create(({ guard }) =>
      'unit' in guard && guard.unit === 'b' ? moves({ enqueues: [enqueue('c')] }) : failure,
    );
    const all = moves({ evaluations: [grant('a'), grant('b')] });
    await expect(drive(driver, context(), all, undefined, 0)).rejects.toMatchObject({ cause: failure });
    expect(did).toEqual(['commit skipped', 'enqueue c']);
  });

  it('reports a unit that somebody else holds, and leaves it alone', async () => {
    const { did, driver } = create(() => 'guard');
    await drive(driver, context(), moves({ evaluations: [grant('a')] }), undefined, 0);
    expect(did).toEqual(['taken over a']);
  });

  it('evaluates eight units of one answer at a time, without waiting for what another one leads to', async () => {
    const { did, slots, working } = create(({ guard }) =>
      moves({ grants: 'unit' in guard ? [grant(guard.unit)] : [] }),
    );
    let [underWay, most] = [0, 0];
    const handlers: (() => void)[] = [];
    const driver: Driver = {
      ...working,
      ask: async (_, ask) => {
        most = Math.max(most, ++underWay);
        await new Promise(setImmediate);
        underWay--;
        return ask();
      },
      executor: {
        openSlots: () => slots,
        execute: (_, { unit }) => {
          did.push(`execute ${unit}`);
          return new Promise((end) => handlers.push(end));
        },
      },
    };
    const evaluations = NAMES.map(grant);
    const done = drive(driver, context(WIDE), moves({ evaluations }), slots, 0);
    await until(() => handlers.length === 40, { message: 'all to be executed' });
    for (const end of handlers) end();
    await done;
    expect(most).toBeLessThanOrEqual(8);
    expect(did.filter((what) => what.startsWith('execute'))).toHaveLength(40);
  });

  it('evaluates every unit of one answer even if some fail, and rejects with the first failure', async () => {
    const failure = new StoreError('STORE_UNAVAILABLE', 'away');
    const { did, driver } = create(({ guard }) =>
      'unit' in guard && Number(guard.unit.slice(1)) < 16
        ? failure
        : moves({ enqueues: 'unit' in guard ? [enqueue(guard.unit)] : [] }),
    );
    const evaluations = NAMES.map(grant);
    await expect(drive(driver, context(WIDE), moves({ evaluations }), undefined, 0)).rejects.toBe(failure);
    expect(did.filter((what) => what.startsWith('enqueue'))).toHaveLength(24);
  });

  it('sends a commit once more under its id, so that it counts as repeated if only its answer was lost', async () => {
    const sent: string[] = [];
    const { driver } = create(({ id }) =>
      sent.push(id) === 1 ? new StoreError('STORE_REPLY_INVALID', 'unreadable') : moves({}),
    );
    let count = 0;
    const createId = () => `w.${++count}`;
    await drive({ ...driver, createId }, context(), moves({ evaluations: [grant('a')] }), undefined, 0);
    expect(sent).toEqual(['w.1', 'w.1']);
  });
});
