import {
  type Attributes,
  type Context,
  context,
  type Link,
  ROOT_CONTEXT,
  type Span,
  type SpanContext,
  SpanKind,
  SpanStatusCode,
  trace,
} from '@opentelemetry/api';
import { redactText } from '../log/redact-text.ts';
import { ATTRIBUTES, type LinkReason } from '../names/span-names.ts';
import { toEpochMs } from './epoch-ms.ts';

/** Our own spans, as their instrumentation scope says. */
const tracer = trace.getTracer('ag06');

export interface SpanStart {
  readonly kind?: SpanKind;
  readonly attributes: Attributes;
  readonly links?: readonly Link[];
  /** Of `performance.now()`; the present moment if it is not given. */
  readonly startedAt?: number;
}

/** Begins a span in a context. It is ended by `endSpan`, so that both moments are of one clock. */
export function beginSpanIn(parent: Context, name: string, start: SpanStart): Span {
  const { kind = SpanKind.INTERNAL, attributes, links = [], startedAt } = start;
  return tracer.startSpan(
    name,
    { kind, attributes, links: [...links], startTime: toEpochMs(startedAt) },
    parent,
  );
}

/** Begins a span below another one, which may be of another process. */
export const beginSpan = (parent: SpanContext, name: string, start: SpanStart): Span =>
  beginSpanIn(trace.setSpanContext(ROOT_CONTEXT, parent), name, start);

/** @param endedAt of `performance.now()`; the present moment if it is not given */
export const endSpan = (span: Span, endedAt?: number): void => span.end(toEpochMs(endedAt));

/** A span of what is over: has just ended, or did at `endedAt`. */
export function recordSpan(
  parent: SpanContext,
  name: string,
  startedAt: number,
  attributes: Attributes,
  endedAt?: number,
): void {
  endSpan(beginSpan(parent, name, { attributes, startedAt }), endedAt);
}

/** @param stack where it was thrown, if something was */
export function failSpan(span: Span, code: string, message: string, stack?: string): void {
  span.setAttribute(ATTRIBUTES.errorType, code);
  if (stack !== undefined) recordThrown(span, code, message, stack);
  span.setStatus({ code: SpanStatusCode.ERROR, message });
}

function recordThrown(span: Span, code: string, message: string, stack: string): void {
  const thrown = { name: code, message: redactText(message), stack: redactText(stack) };
  span.recordException(thrown, toEpochMs());
}

/** Runs `act`, and what it starts, with this span as the active one. */
export const withSpan = <T>(span: Span, act: () => T): T =>
  context.with(trace.setSpan(context.active(), span), act);

export const toLink = (linked: SpanContext, reason: LinkReason): Link => ({
  context: linked,
  attributes: { [ATTRIBUTES.linkReason]: reason },
});
