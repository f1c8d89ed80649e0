import type { Backend } from '@ag06/backend';
import { type Commit, encodeRunMeta, type Submit } from '@ag06/protocol';
import { createMemoryStore } from '@ag06/store';
import { type CounterFamily, createMetricBook } from '@ag06/telemetry';
import { until } from '@ag06/test-support';
import { describe, expect, it } from '@jest/globals';
import { observeBackend } from './observe-backend.ts';

const issuer = { worker: 'w-1', job: '', delivery: 0 };

function submit(runId: string): Submit {
  const listedBy = { workflow: 'digest', correlationId: 'c', tags: ['x'] };
  return {
    kind: 'submit',
    id: `s-${runId}`,
    runId,
    issuer,
    tenant: 'default',
    input: 'null',
    meta: encodeRunMeta({ ...listedBy, version: 'v', tenant: 'default', priority: 'normal' }),
    listedBy,
    roots: [],
    dedupe: undefined,
    delayMs: 0,
    timeoutMs: undefined,
  };
}

function cancel(runId: string): Commit {
  return {
    kind: 'commit',
    id: `c-${runId}`,
    runId,
    issuer,
    guard: { on: 'run', statuses: ['running'] },
    change: { to: 'ended' },
    next: [],
    end: { status: 'cancelled', error: '{}' },
    emitted: [],
    known: [],
  };
}

/** On the store in memory; the queues only answer what is asked here. */
function open() {
  const book = createMetricBook();
  const broker = {
    prefix: 'bull',
    enqueue: async () => {},
    remove: () => Promise.reject(new Error('no')),
  };
  const store = createMemoryStore();
  let isUp = true;
  const goDown = () => {
    isUp = false;
  };
  const backend = { kind: 'redis', store, broker, isUp: () => isUp, close: async () => {} };
  const observed = observeBackend(backend as unknown as Backend, book);
  return { book, store, observed, goDown };
}

const countsOf = (family: CounterFamily<never> | { cells(): Iterable<unknown> }) =>
  Object.fromEntries(
    [...(family.cells() as Iterable<{ attributes: object; value: number }>)].map(({ attributes, value }) => [
      Object.values(attributes).join(),
      value,
    ]),
  );

describe('a backend that is observed', () => {
  it('counts what commands come to, and the runs of each workflow', async () => {
    const { book, observed } = open();
    const { runs } = observed.store;
    const runId = runs.createRunId('default', undefined);
    await runs.apply(submit(runId));
    await runs.apply(cancel(runId));
    await runs.apply({ ...cancel(runId), id: 'late' });
    await until(() => countsOf(book.commits).refused === 1);
    expect(countsOf(book.runsAccepted)).toEqual({ digest: 1 });
    expect(countsOf(book.commits)).toEqual({ applied: 1, refused: 1 });
    const measured = [...book.storeDuration.cells()].map(({ attributes }) => attributes.operation);
    expect(measured).toEqual(['runs.submit', 'runs.commit']);
  });

  it('answers as the store does, whatever is not measured too', async () => {
    const { store, observed } = open();
    const runId = observed.store.runs.createRunId('default', undefined);
    await observed.store.runs.apply(submit(runId));
    expect(await store.runs.loadRun(runId)).toMatchObject({ runId });
    expect(observed.store.feed).toBe(store.feed);
    expect(observed.broker.prefix).toBe('bull');
    expect(observed.kind).toBe('redis');
    await observed.store.checkSchema();
    await observed.close();
  });

  it('counts what is set aside by its reason, and errors by their code', async () => {
    const { book, observed } = open();
    await observed.store.fleet.addDeadLetter({ queue: 'q', jobId: '1', reason: 'JOB_INVALID', data: null });
    await expect(observed.broker.remove([])).rejects.toThrow('no');
    await until(() => countsOf(book.brokerErrors).remove === 1);
    expect(countsOf(book.deadLetters)).toEqual({ JOB_INVALID: 1 });
  });

  it('tells whether the way to the store is open', () => {
    const { book, goDown } = open();
    expect(book.storeUp.points()).toEqual([{ attributes: {}, value: 1 }]);
    goDown();
    expect(book.storeUp.points()).toEqual([{ attributes: {}, value: 0 }]);
  });
});
