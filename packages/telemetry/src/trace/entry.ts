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

/** Marks a context whose span may begin a trace. Only its presence counts. */
export const ENTRY = createContextKey('ag06 entry');

/** Work that has entered the fleet. */
export interface Entry {
  /**
   * W3C trace context of everything that follows. Its flag says whether spans are made, here and in every other
   * process.
   */
  readonly traceparent: string;
  /** Undefined if no span is made. */
  readonly span: Span | undefined;
}

/**
 * Begins the span of a request or submission, below the caller's or as the first of a trace. Only here is it decided
 * whether a trace is sampled; everything later keeps that. If this process makes no spans, the caller's trace context
 * is passed on unchanged.
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

/** Lets work enter without a span, in the caller's trace context or in a new, unsampled one. */
export function passOn(caller: string | undefined): Entry {
  const known = parseTraceparent(caller) ?? createSpanContext();
  return { traceparent: formatTraceparent(known), span: undefined };
}

function createSpanContext(): SpanContext {
  const hex = (bytes: number) => randomBytes(bytes).toString('hex');
  return { traceId: hex(16), spanId: hex(8), traceFlags: TraceFlags.NONE };
}
