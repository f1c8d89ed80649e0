import { trace } from '@opentelemetry/api';
import { type DestinationStream, type Logger, type LoggerOptions, pino } from 'pino';
import { traceIdOf } from '../trace/traceparent.ts';
import { redactText } from './redact-text.ts';

/**
 * Creates a service's log: one JSON object per line. Lines written while a span is active carry its `traceId` and
 * `spanId`, unless they have their own. Secrets are removed from messages and stacks of errors.
 */
export function createLog(
  level: string,
  base: Readonly<Record<string, string>>,
  destination?: DestinationStream,
): Logger {
  const options: LoggerOptions = { level, base, mixin: readActiveSpan, serializers: { err: toErrorFields } };
  return destination === undefined ? pino(options) : pino(options, destination);
}

function toErrorFields(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  const fields = pino.stdSerializers.err(error);
  return { ...fields, message: redactText(fields.message), stack: redactText(fields.stack) };
}

function readActiveSpan(): object {
  const active = trace.getActiveSpan()?.spanContext();
  return active === undefined ? {} : { traceId: active.traceId, spanId: active.spanId };
}

/** The fields of a log line about its work. */
export function toLogIds({
  runId,
  correlationId,
  traceparent,
}: {
  readonly runId?: string | undefined;
  readonly correlationId: string;
  readonly traceparent?: string | undefined;
}): Readonly<Record<string, string>> {
  const traceId = traceIdOf(traceparent);
  return { ...(runId !== undefined && { runId }), correlationId, ...(traceId !== undefined && { traceId }) };
}
