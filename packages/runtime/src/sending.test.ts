/**
 * Tracers and meters are kept for the whole process.
 * @jest-environment node
 */
import { compile } from '@ag06/engine';
import { recordSpans } from '@ag06/test-support';
import { afterAll, beforeEach, expect, it } from '@jest/globals';
import type { RunContext } from './run-context.ts';
import { sendActivations } from './sending.ts';
import { toActivations } from './to-activations.ts';

const TRACE = '0af7651916cd43dd8448eb211c80319c';
const ROOT = '1111111111111111';
const compiled = compile({ name: 'w', steps: { a: { agent: 'x' } } });
if (!compiled.ok) throw new Error('It compiles.');
const { plan } = compiled;
const contextOf = (traceparent?: string): RunContext => ({
  runId: 'r0-000000000aaaaaaaaaaaa',
  meta: {
    workflow: 'w',
    version: 'v',
    tenant: 'default',
    correlationId: 'order-7',
    priority: 'normal',
    tags: [],
    ...(traceparent !== undefined && { traceparent }),
  },
  plan,
  createdAt: 0,
  values: new Map(),
});
const sampled = contextOf(`00-${TRACE}-${ROOT}-01`);
const ORDER = { epoch: () => 0 };
const ENQUEUE = { unit: 'a', attempt: 1, dispatch: 1, delayMs: 0 };

let recorded = recordSpans();
beforeEach(() => {
  recorded = recordSpans();
});
afterAll(() => recorded.stop());

it('a sending leaves the activations of an unsampled run as they are', async () => {
  for (const traceparent of [undefined, `00-${TRACE}-${ROOT}-00`]) {
    const activations = toActivations(contextOf(traceparent), [ENQUEUE], ORDER);
    expect(activations).toMatchObject([{ traceparent }]);
    expect(activations[0]).not.toHaveProperty('span');
    await sendActivations({ enqueue: async () => {} }, activations);
  }
  expect(recorded.spans()).toEqual([]);
});

it('a sending names in each activation its span, which ends when the queue has the activation', async () => {
  const acknowledged = Promise.withResolvers<void>();
  const activations = toActivations(sampled, [ENQUEUE, { ...ENQUEUE, dispatch: 2, delayMs: 50 }], ORDER);
  const sent = sendActivations({ enqueue: () => acknowledged.promise }, activations);
  expect(recorded.spans()).toEqual([]);
  acknowledged.resolve();
  await sent;
  const spans = recorded.spans();
  expect(spans).toMatchObject([
    { name: 'send agent.x', parentSpanContext: { spanId: ROOT }, links: [] },
    { name: 'send agent.x', attributes: { 'ag06.queue.delay_ms': 50 } },
  ]);
  expect(activations.map(({ traceparent }) => traceparent)).toEqual(
    spans.map((span) => `00-${TRACE}-${span.spanContext().spanId}-01`),
  );
});

it('a sending is a child of its cause, or linked to it if it comes late', async () => {
  const parent = { traceId: TRACE, spanId: '2222222222222222', traceFlags: 1 };
  const enqueue = async () => {};
  await sendActivations({ enqueue }, toActivations(sampled, [ENQUEUE], ORDER, { parent }));
  await sendActivations({ enqueue }, toActivations(sampled, [ENQUEUE], ORDER, { because: 'delay' }));
  expect(recorded.spans()).toMatchObject([
    { parentSpanContext: parent, links: [] },
    {
      parentSpanContext: { spanId: ROOT },
      links: [{ context: { spanId: ROOT }, attributes: { 'ag06.link.reason': 'delay' } }],
    },
  ]);
});

it('a sending ends its span with an error when the queue refuses it', async () => {
  const enqueue = () => Promise.reject(new Error('closed'));
  await expect(sendActivations({ enqueue }, toActivations(sampled, [ENQUEUE], ORDER))).rejects.toThrow(
    'closed',
  );
  expect(recorded.spans()).toMatchObject([
    { status: { code: 2 }, attributes: { 'error.type': 'SEND_FAILED' } },
  ]);
});
