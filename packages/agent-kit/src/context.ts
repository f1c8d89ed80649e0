import type { Span } from '@opentelemetry/api';
import type { StreamWriter } from './streams/stream-writer.ts';

/**
 * Structured log lines of one attempt. The worker adds run, step, attempt and correlation id, and the ids of trace and
 * span where there are some.
 */
export interface AgentLog {
  debug(message: string, fields?: Readonly<Record<string, unknown>>): void;
  info(message: string, fields?: Readonly<Record<string, unknown>>): void;
  warn(message: string, fields?: Readonly<Record<string, unknown>>): void;
  error(message: string, fields?: Readonly<Record<string, unknown>>): void;
}

/** The second argument of a handler. */
export interface AgentContext {
  /**
   * Aborts when the attempt times out, its run ends or is cancelled, or the worker gives it up. Pass it to every wait.
   * Its reason has a `code`, except after a time-out: `run-over`, `fenced` (another worker has the step), `expired` (this worker
   * stops) or `hedged` (the other call of the attempt was faster).
   */
  readonly signal: AbortSignal;
  readonly runId: string;
  readonly step: string;
  /** From 1. A crash of the worker repeats the same attempt; only a failure raises it. */
  readonly attempt: number;
  /** From 0. Only a step with `repeat` has further ones, each with attempts of its own. */
  readonly iteration: number;
  /**
   * `runId:stepId`, with the item or the iteration behind it: the same for every attempt and delivery. Give it to services
   * that deduplicate.
   */
  readonly idempotencyKey: string;
  readonly correlationId: string;
  /**
   * W3C trace context to pass on: that of `span` if the run is sampled, else that of the run; undefined if it has none.
   */
  readonly traceparent: string | undefined;
  /**
   * OpenTelemetry's span of this attempt. It is the active one, so spans that the handler begins are its children. Does
   * nothing if the run is not sampled (`isRecording()` is false).
   */
  readonly span: Span;
  readonly log: AgentLog;
  /**
   * Records a `custom` event in the run's log, together with the attempt's outcome.
   *
   * @param name as an agent's name: lower case, dots and dashes, e.g. `tool.called`
   * @param data JSON of at most `EVENT_LIMITS.dataBytes`
   * @throws NonRetryable EVENT_INVALID, EVENT_TOO_LARGE or EVENTS_TOO_MANY
   */
  emit(name: string, data?: unknown): void;
  /**
   * Returns a writer of the general stream of this name. The first event makes the stream.
   *
   * @throws NonRetryable STREAM_INVALID
   */
  stream(name: string): StreamWriter;
}
