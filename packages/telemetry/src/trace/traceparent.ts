import { type SpanContext, TraceFlags } from '@opentelemetry/api';

/** A later version may have more after the flags; `ff` is invalid (W3C Trace Context, 4.3). */
const TRACEPARENT =
  /^(?!ff)[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-([0-9a-f]{2})(?:$|(?<!^00.{53})-)/;
const FLAGS_AT = 54;
const ONE = '1'.charCodeAt(0);

/**
 * Parses the span in a W3C `traceparent`, with the sampled flag only. Returns undefined if it is invalid. Of a later
 * version, the known part is read.
 */
export function parseTraceparent(text: string | undefined): SpanContext | undefined {
  const [, traceId = '', spanId = '', flags = ''] = TRACEPARENT.exec(text ?? '') ?? [];
  if (traceId === '') return undefined;
  const traceFlags = Number.parseInt(flags, 16) & TraceFlags.SAMPLED;
  return { traceId, spanId, traceFlags, isRemote: true };
}

export const formatTraceparent = ({ traceId, spanId, traceFlags }: SpanContext): string =>
  `00-${traceId}-${spanId}-0${traceFlags & TraceFlags.SAMPLED}`;

/**
 * Whether spans are made for work with this `traceparent` (as `formatTraceparent` writes it). Looks at one character.
 */
export const isSampled = (traceparent: string | undefined): traceparent is string =>
  traceparent !== undefined && traceparent.charCodeAt(FLAGS_AT) === ONE;

/** Returns the trace id of a `traceparent`; undefined if there is none. */
export const traceIdOf = (traceparent: string | undefined): string | undefined => traceparent?.split('-')[1];
