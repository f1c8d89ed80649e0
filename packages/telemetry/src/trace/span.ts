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

/** The instrumentation scope of our own spans. */
const tracer = trace.getTracer('ag06');

interface SpanStart {
  readonly kind?: SpanKind;
  readonly attributes: Attributes;
  readonly links?: readonly Link[];
  /** A `performance.now()`; now if it is not given. */
  readonly startedAt?: number;
}

/** Begins a span in a context. End it with `endSpan`, so that both moments use the same clock. */
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

/** @param endedAt a `performance.now()`; now if it is not given */
export const endSpan = (span: Span, endedAt?: number): void => span.end(toEpochMs(endedAt));

/** Records a span that is over, now or since `endedAt`. */
export function recordSpan(
  parent: SpanContext,
  name: string,
  startedAt: number,
  attributes: Attributes,
  endedAt?: number,
): void {
  endSpan(beginSpan(parent, name, { attributes, startedAt }), endedAt);
}

/** @param stack where the error was thrown, if one was */
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
