import { randomBytes } from 'node:crypto';
import {
  type Attributes,
  createContextKey,
  isSpanContextValid,
  ROOT_CONTEXT,
  type Span,
  type SpanContext,
  type SpanKind,
  TraceFlags,
  trace,
} from '@opentelemetry/api';
import { beginSpanIn } from './span.ts';
import { formatTraceparent, parseTraceparent } from './traceparent.ts';

/** Marks a context whose span may begin a trace; its value is never looked at. */
export const ENTRY = createContextKey('ag06 entry');

/** Work that has entered the fleet. */
export interface Entry {
  /** W3C trace context of all that comes of it: its flag says whether spans are made, here and in every other process. */
  readonly traceparent: string;
  /** Undefined if none is made. */
  readonly span: Span | undefined;
}

/**
 * Begins the span of a request or submission: below the caller's, or as the first of a trace. The only place where it is
 * decided whether a trace is sampled; everything later keeps to it. Where this process makes no spans, the caller's trace
 * context is passed on as it came.
 */
export function beginEntry(
  name: string,
  start: { readonly kind: SpanKind; readonly attributes: Attributes },
  caller: string | undefined,
): Entry {
  const parent = parseTraceparent(caller);
  const outside = parent === undefined ? ROOT_CONTEXT : trace.setSpanContext(ROOT_CONTEXT, parent);
  const span = beginSpanIn(outside.setValue(ENTRY, true), name, start);
  const own = span.spanContext();
  if (!isSpanContextValid(own)) return passOn(caller);
  return { traceparent: formatTraceparent(own), span: span.isRecording() ? span : undefined };
}

/** Work that enters without a span: in the caller's trace context as it came, or in a new one that is not sampled. */
export function passOn(caller: string | undefined): Entry {
  const known = parseTraceparent(caller) ?? createSpanContext();
  return { traceparent: formatTraceparent(known), span: undefined };
}

function createSpanContext(): SpanContext {
  const hex = (bytes: number) => randomBytes(bytes).toString('hex');
  return { traceId: hex(16), spanId: hex(8), traceFlags: TraceFlags.NONE };
}
