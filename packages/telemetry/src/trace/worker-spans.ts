import {
  context,
  type SpanContext,
  SpanKind,
  type Tracer,
  type TracerProvider,
  trace,
} from '@opentelemetry/api';
import type { Resource } from '@opentelemetry/resources';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';

/** The spans that begin a worker's work; all its other spans are below one of these. */
const isWorkersFirst = (name: string, kind: SpanKind | undefined): boolean =>
  kind === SpanKind.CONSUMER && name.startsWith('process agent.');

/**
 * In a process that is a dispatcher and workers at once, gives the spans of its workers and their handlers a resource
 * of their own. An SDK has one resource for all spans of a process, and exporters read the resource of each span.
 */
export function nameWorkerSpans(
  provider: TracerProvider,
  toWorkers: (own: Resource) => Resource,
): TracerProvider {
  // By identity, because a parent in this process is the very object of its span.
  const workers = new WeakSet<SpanContext>();
  let named: { readonly own: Resource; readonly resource: Resource } | undefined;
  const name = (span: ReadableSpan) => {
    if (named?.own !== span.resource) named = { own: span.resource, resource: toWorkers(span.resource) };
    Object.defineProperty(span, 'resource', { value: named.resource });
  };
  const wrap = (tracer: Tracer): Tracer => {
    const startSpan: Tracer['startSpan'] = (spanName, options, parent = context.active()) => {
      const span = tracer.startSpan(spanName, options, parent);
      const above = trace.getSpanContext(parent);
      const isWorkers =
        isWorkersFirst(spanName, options?.kind) || (above !== undefined && workers.has(above));
      if (!isWorkers) return span;
      workers.add(span.spanContext());
      if (span.isRecording() && 'resource' in span) name(span as unknown as ReadableSpan);
      return span;
    };
    return Object.create(tracer, { startSpan: { value: startSpan } }) as Tracer;
  };
  return { getTracer: (...args) => wrap(provider.getTracer(...args)) };
}
