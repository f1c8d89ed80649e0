import { Writable } from 'node:stream';
import type { RunContext } from '@ag06/runtime';
import { expect, it } from '@jest/globals';
import { pino } from 'pino';
import { planOf } from '../testing/plan-of.ts';
import { SessionBench } from '../testing/session-bench.ts';
import { Execution } from './execution.ts';
import { HandlerContext } from './handler-context.ts';

const RUN: RunContext = {
  runId: 'r0-000000000aaaaaaaaaaaa',
  meta: {
    workflow: 'w',
    version: 'v',
    tenant: 'default',
    correlationId: 'order-7',
    priority: 'normal',
    tags: [],
  },
  plan: planOf({ name: 'w', steps: { a: { agent: 'x' } } }),
  createdAt: 0,
  values: new Map(),
};
const { parts: PARTS } = new SessionBench().worker();
const createExecution = () => new Execution(RUN.runId, { unit: 'a', token: 1 }, 0);

it('HandlerContext knows whose attempt it is; the key for other services is the same in each', () => {
  const [first, second] = [1, 2].map(
    (attempt) => new HandlerContext(RUN, createExecution(), { attempt }, PARTS),
  );
  expect(second).toMatchObject({ runId: RUN.runId, step: 'a', attempt: 2, correlationId: 'order-7' });
  expect(first?.idempotencyKey).toBe(`${RUN.runId}:a`);
  expect(second?.idempotencyKey).toBe(first?.idempotencyKey);
});

it('HandlerContext gives each item of a step a key of its own', () => {
  const execution = new Execution(RUN.runId, { unit: 'a.3', token: 1 }, 0);
  const grant = { attempt: 1, item: { index: 40, value: '1' } };
  const context = new HandlerContext(RUN, execution, grant, PARTS);
  expect(context).toMatchObject({ step: 'a', idempotencyKey: `${RUN.runId}:a:40` });
});

it('HandlerContext gives each iteration of a step a key of its own, the same in each attempt', () => {
  const keyOf = (grant: { readonly attempt: number; readonly iteration?: number }) =>
    new HandlerContext(RUN, createExecution(), grant, PARTS).idempotencyKey;
  expect(keyOf({ attempt: 1, iteration: 2 })).toBe(`${RUN.runId}:a:i2`);
  expect(keyOf({ attempt: 2, iteration: 2 })).toBe(keyOf({ attempt: 1, iteration: 2 }));
  expect(keyOf({ attempt: 1 })).not.toBe(keyOf({ attempt: 1, iteration: 1 }));
});

it('HandlerContext carries the trace context of its run, if that has one', () => {
  const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
  const traced = { ...RUN, meta: { ...RUN.meta, traceparent } };
  expect(new HandlerContext(traced, createExecution(), { attempt: 1 }, PARTS).traceparent).toBe(traceparent);
  expect(new HandlerContext(RUN, createExecution(), { attempt: 1 }, PARTS).traceparent).toBeUndefined();
});

it('logs with the ids of the attempt', () => {
  const lines: Record<string, unknown>[] = [];
  const sink = new Writable({
    write: (chunk, _, done) => {
      lines.push(JSON.parse(String(chunk)));
      done();
    },
  });
  const { log } = new HandlerContext(
    RUN,
    createExecution(),
    { attempt: 2 },
    {
      ...PARTS,
      log: pino({ level: 'info' }, sink),
    },
  );
  log.debug('too fine');
  log.info('no fields');
  log.warn('slow', { ms: 9 });
  const ids = { runId: RUN.runId, step: 'a', attempt: 2, correlationId: 'order-7' };
  expect(lines).toMatchObject([
    { ...ids, level: 30, msg: 'no fields' },
    { ...ids, level: 40, msg: 'slow', ms: 9 },
  ]);
});

it('HandlerContext aborts with the execution, or with its time-out where there is one', () => {
  const execution = createExecution();
  const timeout = new AbortController();
  const plain = new HandlerContext(RUN, execution, { attempt: 1 }, PARTS);
  const timed = new HandlerContext(RUN, execution, { attempt: 1 }, PARTS).withSignal(timeout.signal);
  timeout.abort();
  expect([plain.signal.aborted, timed.signal.aborted]).toEqual([false, true]);
  execution.abort('run-over');
  expect(plain.signal.aborted).toBe(true);
});

it('HandlerContext collects events, also through an `emit` that was taken out', () => {
  const context = new HandlerContext(RUN, createExecution(), { attempt: 1 }, PARTS);
  expect(context.emitted).toEqual([]);
  const { emit } = context;
  emit('page.read', { n: 1 });
  emit('done');
  expect(context.emitted.map((text) => JSON.parse(text))).toEqual([
    { name: 'page.read', data: { n: 1 } },
    { name: 'done', data: null },
  ]);
});
