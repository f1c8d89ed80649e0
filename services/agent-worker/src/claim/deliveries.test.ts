import type { Delivery, DeliveryEnd, OutgoingActivation } from '@ag06/broker';
import { ACTIVATION_VERSION, toJobId, UNKNOWN_VERSION_DELIVERIES_MAX, unitOf } from '@ag06/contracts';
import type { Command } from '@ag06/protocol';
import { StoreError } from '@ag06/store';
import { createLog } from '@ag06/telemetry';
import { describe, expect, it } from '@jest/globals';
import { one } from '../testing/definitions.ts';
import { createHeldAgent } from '../testing/held-agent.ts';
import { SessionBench } from '../testing/session-bench.ts';
import { DEFECT_DELIVERIES_MAX, DEFECTS_HERE_MAX, Deliveries } from './deliveries.ts';

const BOUND = 10 * DEFECT_DELIVERIES_MAX;

function toDelivery(activation: OutgoingActivation, delivery: number, more: object = {}): Delivery {
  const { agent, runId, step, lane, attempt, dispatch } = activation;
  return {
    agent,
    jobId: toJobId(runId, unitOf(activation), dispatch),
    delivery,
    data: {
      v: ACTIVATION_VERSION,
      runId,
      step,
      ...(lane !== undefined && { lane }),
      attempt,
      dispatch,
      ...more,
    },
    lockedSince: () => performance.now(),
    dueAt: Date.now(),
  };
}

/** One run of one step, whose job is delivered as its queue would; the store answers commands as `judge` says. */
async function start(judge: (command: Command) => Error | undefined = () => undefined) {
  const held = createHeldAgent('x.f');
  const bench = new SessionBench([held.agent]);
  const runId = await bench.submit(one('x.f'));
  const activation = bench.take();
  bench.beforeApply = async (command) => {
    const error = judge(command);
    if (error !== undefined) throw error;
  };
  const written: string[] = [];
  const log = createLog('error', {}, { write: (line) => void written.push(line) });
  const create = () => new Deliveries(bench.worker({ log }).parts);
  /** Until the job ends, at most `most` deliveries from the one given. */
  const deliver = async (workers: readonly Deliveries[], { from = 1, most = BOUND, more = {} } = {}) => {
    const ends: DeliveryEnd[] = [];
    for (let n = from; ends.length < most && ends.at(-1)?.end !== 'done'; n++) {
      const worker = workers[n % workers.length];
      if (worker !== undefined) ends.push(await worker.handle(toDelivery(activation, n, more)));
    }
    return ends;
  };
  const letters = () => bench.store.fleet.listDeadLetters(9);
  const lines = () => written.map((line) => JSON.parse(line));
  return { bench, runId, held, create, deliver, letters, lines };
}

const sum = (ends: readonly DeliveryEnd[]): number =>
  ends.reduce((ms, end) => ms + (end.end === 'delay' ? end.delayMs : 0), 0);
const refusesClaims = ({ kind }: Command) =>
  kind === 'claim' ? new StoreError('STORE_REPLY_INVALID', 'the hash is a list') : undefined;

describe('a job of a newer version', () => {
  it('is passed on for ten minutes, and is a dead letter then', async () => {
    const { create, deliver, letters, held } = await start();
    const ends = await deliver([create()], { more: { v: ACTIVATION_VERSION + 1 } });
    expect(ends).toHaveLength(UNKNOWN_VERSION_DELIVERIES_MAX);
    expect(sum(ends)).toBeGreaterThanOrEqual(590_000);
    expect(await letters()).toMatchObject([
      { reason: 'JOB_VERSION_UNKNOWN', queue: 'agent.x.f', data: { v: ACTIVATION_VERSION + 1 } },
    ]);
    expect(held.calls).toHaveLength(0);
  });

  it('is carried out by a worker that knows it, however often another passed it on', async () => {
    const { bench, runId, create, deliver, letters, held } = await start();
    const most = UNKNOWN_VERSION_DELIVERIES_MAX - 1;
    await deliver([create()], { more: { v: ACTIVATION_VERSION + 1 }, most });
    const done = deliver([create()], { from: most + 1 });
    (await held.call(1)).end('by the newer one');
    expect(await done).toEqual([{ end: 'done' }]);
    expect(await bench.statusOf(runId)).toBe('completed');
    expect(await letters()).toEqual([]);
  });
});

describe('a job whose claim the store refuses for good', () => {
  it.each([1, 3])('is handed back ten minutes, and ends with its run, at %i workers', async (count) => {
    const { bench, runId, create, deliver, letters } = await start(refusesClaims);
    const ends = await deliver(Array.from({ length: count }, create));
    expect(ends.length).toBeLessThanOrEqual(DEFECT_DELIVERIES_MAX + 5);
    expect(sum(ends)).toBeGreaterThanOrEqual(540_000);
    expect(await bench.store.runs.loadRun(runId)).toMatchObject({
      status: 'failed',
      error: { code: 'CLAIM_REFUSED', step: 's', message: expect.stringContaining('the hash is a list') },
    });
    expect([...bench.book.runsEnded.cells()]).toMatchObject([
      { attributes: { workflow: 'one', status: 'failed' }, value: 1 },
    ]);
    expect(await letters()).toMatchObject([
      { reason: 'CLAIM_REFUSED', queue: 'agent.x.f', data: { runId, step: 's', attempt: 1, dispatch: 1 } },
    ]);
  });

  it('ends with its run also where the record of that run is broken', async () => {
    const broken = ({ kind }: Command) =>
      kind === 'claim' ? new StoreError('STORE_RECORD_INVALID', 'no workflow') : undefined;
    const { bench, runId, create, deliver, letters } = await start(broken);
    await deliver([create()]);
    expect(await bench.statusOf(runId)).toBe('failed');
    expect(await letters()).toMatchObject([{ reason: 'CLAIM_REFUSED' }]);
  });

  it('is a dead letter also if not even the end of its run is recorded, and nobody looks after that any more', async () => {
    const { bench, runId, create, deliver, letters } = await start(
      () => new StoreError('STORE_REPLY_INVALID', 'the hash is a list'),
    );
    await deliver([create()]);
    expect(await letters()).toMatchObject([{ reason: 'CLAIM_REFUSED' }]);
    expect(bench.cleared).toEqual([{ subject: 'run', runId, kind: 'watchdog' }]);
  });

  it('is not given up for deliveries that were spent before', async () => {
    const { runId, bench, create, deliver, letters } = await start(refusesClaims);
    const from = 9 * DEFECT_DELIVERIES_MAX;
    await deliver([create()], { from, most: DEFECTS_HERE_MAX - 1 });
    expect(await letters()).toEqual([]);
    expect(await bench.statusOf(runId)).toBe('running');
  });

  it('is carried out once the store takes it', async () => {
    let isBroken = true;
    const { bench, runId, held, create, deliver, letters } = await start((command) =>
      isBroken ? refusesClaims(command) : undefined,
    );
    const worker = create();
    await deliver([worker], { most: DEFECT_DELIVERIES_MAX - 1 });
    isBroken = false;
    const done = deliver([worker], { from: DEFECT_DELIVERIES_MAX });
    (await held.call(1)).end(1);
    await done;
    expect(await bench.statusOf(runId)).toBe('completed');
    expect(await letters()).toEqual([]);
  });
});

it.each([
  ['a defect', new TypeError('x is undefined')],
  ['an error that nobody knows', new Error('who knows')],
])(
  'Deliveries ends a job whose claim runs into %s each time, and says so with the stack',
  async (_, error) => {
    const { bench, runId, create, deliver, letters, lines } = await start((command) =>
      command.kind === 'claim' ? error : undefined,
    );
    const ends = await deliver([create()]);
    expect(ends.length).toBeLessThanOrEqual(DEFECT_DELIVERIES_MAX + 5);
    expect(await letters()).toMatchObject([{ reason: 'CLAIM_REFUSED' }]);
    expect(await bench.statusOf(runId)).toBe('failed');
    const told = lines().filter(({ msg }) => msg === 'A job was handed back.');
    expect(told).toHaveLength(ends.length - 1);
    expect(told[0]).toMatchObject({ level: 50, runId, err: { message: error.message } });
    expect(told[0]?.err?.stack).toContain('deliveries.test.ts');
  },
);

it('never gives a job up for what passes, as a store that is full does, however often it comes back', async () => {
  const { bench, runId, create, deliver, letters } = await start();
  bench.store.workflows.loadWorkflow = async () => {
    throw new StoreError('STORE_FULL', 'OOM command not allowed when used memory > maxmemory');
  };
  const ends = await deliver([create()]);
  expect(ends).toHaveLength(BOUND);
  expect(ends.at(-1)).toEqual({ end: 'delay', delayMs: 1_000 });
  expect(await letters()).toEqual([]);
  expect(await bench.statusOf(runId)).toBe('running');
});

it('Deliveries sets a job aside whose workflow is missing, and leaves its run to the watchdog', async () => {
  const { bench, runId, create, deliver, letters } = await start();
  bench.store.workflows.loadWorkflow = async () => undefined;
  await deliver([create()]);
  expect(await letters()).toMatchObject([{ reason: 'WORKFLOW_MISSING' }]);
  expect(await bench.statusOf(runId)).toBe('running');
  expect(bench.cleared).toEqual([]);
});

it('Deliveries sets a job aside whose workflow only a newer release can read, and leaves its run to that', async () => {
  const { bench, runId, create, deliver, letters } = await start();
  const load = bench.store.workflows.loadWorkflow.bind(bench.store.workflows);
  bench.store.workflows.loadWorkflow = async (...asked) => {
    const stored = await load(...asked);
    return stored && { ...stored, definition: '{"name":"x","steps":{"a":{"agent":"x.a","unheardOf":1}}}' };
  };
  await deliver([create()]);
  expect(await letters()).toMatchObject([{ reason: 'WORKFLOW_UNREADABLE' }]);
  expect(await bench.statusOf(runId)).toBe('running');
});
