import { Refusal } from '@ag06/contracts';
import { compile } from '@ag06/engine';
import { createMemoryStore, type RunStore, type RunSummary } from '@ag06/store';
import { META, Player } from '@ag06/store/conformance';
import { describe, expect, it } from '@jest/globals';
import { deliverStart } from './deliver-start.ts';
import { deliverStop } from './deliver-stop.ts';
import { settleChild } from './deliver-tell.ts';
import type { DeliveryParts } from './delivery-parts.ts';

const CHILD = 'r0-00000000000000000child';
const sender: RunSummary = {
  runId: 'r0-0000000000000000parent',
  meta: META,
  status: 'running',
  createdAt: 1,
  finishedAt: undefined,
};
const BODY = JSON.stringify({ workflow: 'other', input: 'null', parent: { unit: 's', attempt: 1 } });

/** What a process delivers with; of the store, some calls may be replaced. */
function toParts(runs: RunStore, refusal?: Refusal, replaced: Partial<RunStore> = {}): DeliveryParts {
  const some = new Proxy(runs, {
    get: (target, name: keyof RunStore) => replaced[name] ?? (target[name] as () => void).bind(target),
  });
  const load = async () => {
    if (refusal !== undefined) throw refusal;
    return undefined;
  };
  const carrier = {
    runs: some,
    broker: { enqueue: async () => {}, remove: async () => {} },
    issuer: { worker: 'd-1', job: '', delivery: 0 },
    createId: () => 'id',
    epoch: () => 0,
  };
  return { carrier, runs: some, plans: { load, loadLatest: load } } as unknown as DeliveryParts;
}

describe('the start of a child', () => {
  it('that is refused for a time is tried again, because the entry stays', async () => {
    const busy = new Refusal(503, 'INTAKE_BUSY', 'Too much at once.', { retryAfterMs: 1 });
    const { runs } = createMemoryStore();
    const starting = deliverStart(toParts(runs, busy), sender, CHILD, BODY);
    await expect(starting).rejects.toMatchObject({ code: 'INTAKE_BUSY' });
  });

  it('that is refused for ever is cleared if its parent is gone', async () => {
    const unknown = new Refusal(404, 'WORKFLOW_UNKNOWN', 'There is no such workflow.');
    const { runs } = createMemoryStore();
    await expect(deliverStart(toParts(runs, unknown), sender, CHILD, BODY)).resolves.toBeUndefined();
  });
});

describe('the stop of a child', () => {
  it('cancels a child that was started after the stop had looked for it', async () => {
    const store = createMemoryStore();
    await new Player(store, CHILD).submit();
    let looks = 0;
    const loadSummary: RunStore['loadSummary'] = async (runId) =>
      looks++ === 0 ? undefined : store.runs.loadSummary(runId);
    await deliverStop(toParts(store.runs, undefined, { loadSummary }), sender, CHILD);
    expect(await store.runs.loadRun(CHILD)).toMatchObject({ status: 'cancelled' });
  });

  it('that overtakes the start creates the child cancelled, as one of its parent', async () => {
    const { runs } = createMemoryStore();
    const loadEntry: RunStore['loadEntry'] = async (runId, id) =>
      runId === sender.runId && id === `start:${CHILD}` ? BODY : undefined;
    const parts = toParts(runs, undefined, { loadEntry });
    await deliverStop(parts, sender, CHILD);
    await deliverStart(parts, sender, CHILD, BODY);
    expect(await runs.loadRun(CHILD)).toMatchObject({
      status: 'cancelled',
      meta: { workflow: 'other', parent: { runId: sender.runId, unit: 's', attempt: 1 }, depth: 1 },
    });
  });

  it('does nothing if there is neither child nor start', async () => {
    const { runs } = createMemoryStore();
    await deliverStop(toParts(runs), sender, CHILD);
    expect(await runs.loadRun(CHILD)).toBeUndefined();
  });
});

it('the end of a child is kept while the workflow of its parent is missing, and cleared if the parent itself is', async () => {
  const store = createMemoryStore();
  const parent = new Player(store, sender.runId);
  const tell = () =>
    settleChild(
      toParts(store.runs),
      CHILD,
      { runId: parent.runId, unit: 's', attempt: 1 },
      {
        status: 'completed',
        output: '1',
      },
    );
  await expect(tell()).resolves.toBeUndefined();
  await parent.submit();
  await expect(tell()).rejects.toThrow('WORKFLOW_MISSING');
});

it('an outcome of a child that the store refuses for good fails its step, and is not sent again and again', async () => {
  const store = createMemoryStore();
  const compiled = compile({ name: 'parent', steps: { s: { workflow: 'other' } } });
  if (!compiled.ok) throw new Error('The definition does not compile.');
  const parent = new Player(store, sender.runId);
  const park = { reason: `child:${CHILD}`, until: undefined };
  await parent.submit({ roots: [{ unit: 's', needs: 0, mode: 'park', park, reads: [] }] });
  const apply = ((command) =>
    JSON.stringify(command).includes('too much')
      ? Promise.reject(new Error('It is larger than the server takes.'))
      : store.runs.apply(command)) as RunStore['apply'];
  const parts = toParts(store.runs, undefined, { apply });
  const plans = { load: async () => compiled.plan, loadLatest: async () => compiled.plan };
  const outcome = { status: 'completed', output: '"too much"' } as const;
  await settleChild({ ...parts, plans }, CHILD, { runId: parent.runId, unit: 's', attempt: 1 }, outcome);
  expect(await store.runs.loadOutcome(parent.runId)).toMatchObject({
    status: 'failed',
    error: { code: 'COMMIT_REFUSED', runId: CHILD, step: 's' },
  });
});
