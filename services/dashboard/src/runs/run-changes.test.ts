import type { RunSummaryView } from '@ag06/client';
import { expect, test } from '@jest/globals';
import { applyChange, countNew, RunChanges } from './run-changes.ts';

const RUN: RunSummaryView = {
  runId: 'r0-a',
  workflow: 'w',
  version: 'v',
  status: 'failed',
  tenant: 't',
  priority: 'normal',
  correlationId: 'c',
  traceId: null,
  tags: [],
  createdAt: '2026-01-01T00:00:00.000Z',
  finishedAt: '2026-01-01T00:00:01.000Z',
};

test('of each run the last change is kept, and a new run is told of', () => {
  const changes = new RunChanges();
  const add = (type: 'run.accepted' | 'run.started' | 'run.failed' | 'step.started', at: string) =>
    changes.add({ runId: 'r0-a', type, at });
  add('run.started', '1');
  add('step.started', '2');
  add('run.failed', '3');
  expect(changes.take()).toEqual({
    changes: new Map([['r0-a', { status: 'failed', at: '3' }]]),
    hasNew: false,
  });
  add('run.accepted', '4');
  expect(changes.take()).toEqual({ changes: new Map(), hasNew: true });
  expect(changes.take().hasNew).toBe(false);
});

test('a retried run has no end any more, and one that ends has one', () => {
  const failed = { ...RUN, error: { code: 'BOOM', step: 'a' } };
  const running = applyChange(failed, { status: 'running', at: '2026-01-01T00:00:02.000Z' });
  expect(running).toEqual({ ...RUN, status: 'running', finishedAt: undefined });
  expect(applyChange(running, { status: 'completed', at: '2026-01-01T00:00:03.000Z' }).finishedAt).toBe(
    '2026-01-01T00:00:03.000Z',
  );
});

test('a run that fails while it is shown has the reason that its event tells', () => {
  const changes = new RunChanges();
  const event = { runId: 'r0-a', type: 'run.failed', at: '2026-01-01T00:00:02.000Z' } as const;
  changes.add({ ...event, error: { code: 'BOOM', message: 'No.', step: 'a' } });
  const change = changes.take().changes.get('r0-a');
  expect(change && applyChange(RUN, change).error).toEqual({ code: 'BOOM', step: 'a' });
  changes.add({ ...event, error: 'BOOM' });
  const odd = changes.take().changes.get('r0-a');
  expect(odd && applyChange(RUN, odd)).not.toHaveProperty('error');
});

test('new runs are those before the first that is shown', () => {
  const ids = (text: string) => [...text].map((runId) => ({ runId }));
  expect(countNew(ids('edcb'), ids('cba'))).toEqual({ count: 2, isExact: true });
  expect(countNew(ids('cb'), ids('cba'))).toEqual({ count: 0, isExact: true });
  expect(countNew(ids('zyx'), ids('cba'))).toEqual({ count: 3, isExact: false });
  expect(countNew(ids('ba'), [])).toEqual({ count: 2, isExact: true });
});

test('changes of more runs than anyone can see are not kept', () => {
  const changes = new RunChanges();
  for (let i = 0; i < 6_000; i++) changes.add({ runId: `r${i}`, type: 'run.failed', at: '1' });
  expect(changes.take().changes.size).toBe(5_000);
});
