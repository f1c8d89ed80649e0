import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { context, ROOT_CONTEXT, SpanKind, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { InMemorySpanExporter, SimpleSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import { nameWorkerSpans } from './worker-spans.ts';

beforeAll(() => void context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable()));
afterAll(() => context.disable());

it('spans of workers and of their handlers name the worker, all others the process', async () => {
  const exporter = new InMemorySpanExporter();
  const provider = new TracerProvider({
    resource: resourceFromAttributes({ is: 'dispatcher', host: 'h' }),
    spanProcessors: [new SimpleSpanProcessor({ exporter })],
  });
  const named = nameWorkerSpans(provider, (own) => own.merge(resourceFromAttributes({ is: 'worker' })));
  const [ours, handlers] = [named.getTracer('ag06'), named.getTracer('of a handler')];
  const below = (parent: ReturnType<typeof ours.startSpan>) =>
    trace.setSpanContext(ROOT_CONTEXT, parent.spanContext());

  const request = ours.startSpan('POST /v1/runs', { kind: SpanKind.SERVER }, ROOT_CONTEXT);
  const send = ours.startSpan('send agent.x', { kind: SpanKind.PRODUCER }, below(request));
  const entry = ours.startSpan('process ag06.submissions', { kind: SpanKind.CONSUMER }, ROOT_CONTEXT);
  const process = ours.startSpan('process agent.x', { kind: SpanKind.CONSUMER }, below(send));
  const execute = ours.startSpan('execute x', {}, below(process));
  const active = context.with(trace.setSpan(ROOT_CONTEXT, execute), () =>
    handlers.startActiveSpan('inner', (inner) => {
      handlers.startSpan('innermost').end();
      return inner;
    }),
  );
  const next = ours.startSpan('send agent.y', {}, below(process));
  for (const span of [request, send, entry, active, execute, next, process]) span.end();
  await provider.forceFlush();

  const spans = exporter.getFinishedSpans();
  const of = (is: string) => spans.filter(({ resource }) => resource.attributes.is === is);
  expect(of('dispatcher').map(({ name }) => name)).toEqual([
    'POST /v1/runs',
    'send agent.x',
    'process ag06.submissions',
  ]);
  expect(
    of('worker')
      .map(({ name }) => name)
      .sort(),
  ).toEqual(['execute x', 'inner', 'innermost', 'process agent.x', 'send agent.y']);
  // Exporters group by the object.
  expect(new Set(of('worker').map(({ resource }) => resource)).size).toBe(1);
  expect(of('worker')[0]?.resource.attributes).toEqual({ is: 'worker', host: 'h' });
});
