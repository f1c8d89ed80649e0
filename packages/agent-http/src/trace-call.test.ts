/**
 * Tracers and meters are kept for the whole process.
 * @jest-environment node
 */
import { NonRetryable } from '@ag06/agent-kit';
import { recordSpans } from '@ag06/test-support';
import { afterAll, beforeEach, expect, it } from '@jest/globals';
import { trace } from '@opentelemetry/api';
import { traceCall } from './trace-call.ts';

const TRACEPARENT = '00-0af7651916cd43dd8448eb211c80319c-1111111111111111-00';
const INPUT = { method: 'POST', url: new URL('https://user.example:8443/orders?token=secret#x') } as const;
const OUTPUT = { status: 201, url: 'u', headers: {}, body: null };
const unsampled = {
  correlationId: 'order-7',
  traceparent: TRACEPARENT,
  span: trace.wrapSpanContext({ traceId: '1'.repeat(32), spanId: '2'.repeat(16), traceFlags: 0 }),
};

let recorded = recordSpans();
beforeEach(() => {
  recorded = recordSpans();
});
afterAll(() => recorded.stop());

it('a call sends the run’s own trace context where no spans are made', async () => {
  const sent: unknown[] = [];
  const call = async (traceparent: string | undefined) => {
    sent.push(traceparent);
    return OUTPUT;
  };
  expect(await traceCall(INPUT, unsampled, call)).toBe(OUTPUT);
  expect(sent).toEqual([TRACEPARENT]);
  expect(recorded.spans()).toEqual([]);
});

it('a call sends the trace context of its own span, which names host and status and no secrets', async () => {
  const span = trace.getTracer('test').startSpan('execute');
  let sent: string | undefined;
  await traceCall(INPUT, { ...unsampled, span }, async (traceparent, onStatus) => {
    sent = traceparent;
    onStatus(201);
    return OUTPUT;
  });
  const [call] = recorded.spans();
  expect(call).toMatchObject({
    name: 'POST',
    parentSpanContext: { spanId: span.spanContext().spanId },
    attributes: {
      'url.full': 'https://user.example:8443/orders',
      'server.address': 'user.example',
      'server.port': 8443,
      'http.response.status_code': 201,
    },
  });
  expect(sent).toBe(`00-${call?.spanContext().traceId}-${call?.spanContext().spanId}-01`);
});

it('the span of a call that fails has its code, and its status if there is one', async () => {
  const span = trace.getTracer('test').startSpan('execute');
  const call = traceCall(INPUT, { ...unsampled, span }, async (_, onStatus) => {
    onStatus(404);
    throw new NonRetryable('no', { code: 'HTTP_STATUS_UNEXPECTED' });
  });
  await expect(call).rejects.toThrow('no');
  expect(recorded.spans()).toMatchObject([
    {
      status: { code: 2 },
      attributes: { 'error.type': 'HTTP_STATUS_UNEXPECTED', 'http.response.status_code': 404 },
    },
  ]);
});
