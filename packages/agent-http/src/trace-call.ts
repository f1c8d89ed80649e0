import { NonRetryable, Retryable } from '@ag06/agent-kit';
import { ATTRIBUTES, beginSpan, endSpan, failSpan, formatTraceparent, SPANS } from '@ag06/telemetry';
import { type Span, SpanKind } from '@opentelemetry/api';
import type { RequestOutput } from './answer.ts';
import { describeUrl, portOf } from './call-url.ts';
import type { RequestInput } from './request-input.ts';

/** Whose call it is, and the trace that it belongs to. */
interface Caller {
  readonly correlationId: string;
  readonly traceparent: string | undefined;
  readonly span: Span;
}

/**
 * Makes a call in a span of its own, if its run is sampled. Passes `call` the trace context to send, which is that of
 * the span or else of the run, and a function to report the status as soon as it is known.
 */
export async function traceCall(
  { method, url }: Pick<RequestInput, 'method' | 'url'>,
  caller: Caller,
  call: (traceparent: string | undefined, onStatus: (status: number) => void) => Promise<RequestOutput>,
): Promise<RequestOutput> {
  if (!caller.span.isRecording()) return call(caller.traceparent, () => {});
  const span = beginSpan(caller.span.spanContext(), SPANS.call(method), {
    kind: SpanKind.CLIENT,
    attributes: {
      [ATTRIBUTES.correlationId]: caller.correlationId,
      [ATTRIBUTES.httpMethod]: method,
      [ATTRIBUTES.urlFull]: describeUrl(url),
      [ATTRIBUTES.serverAddress]: url.hostname,
      [ATTRIBUTES.serverPort]: portOf(url),
    },
  });
  try {
    return await call(formatTraceparent(span.spanContext()), (status) =>
      span.setAttribute(ATTRIBUTES.httpStatus, status),
    );
  } catch (error) {
    failSpan(span, codeOf(error), error instanceof Error ? error.message : String(error));
    throw error;
  } finally {
    endSpan(span);
  }
}

function codeOf(error: unknown): string {
  const code = error instanceof Retryable || error instanceof NonRetryable ? error.code : undefined;
  if (code !== undefined) return code;
  return error instanceof Error ? error.name : 'unknown';
}
