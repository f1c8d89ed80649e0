import {
  type AgentContext,
  type AgentLog,
  createEventBuffer,
  type EventBuffer,
  type HandlerStreams,
  type StreamWriter,
} from '@ag06/agent-kit';
import { stepOfUnit } from '@ag06/contracts';
import type { Grant } from '@ag06/protocol';
import type { RunContext } from '@ag06/runtime';
import { formatTraceparent, parseTraceparent, toLogIds } from '@ag06/telemetry';
import { INVALID_SPAN_CONTEXT, type Span, trace } from '@opentelemetry/api';
import type { Logger } from 'pino';
import type { Execution } from './execution.ts';
import { type AppendParts, openStreams } from './open-streams.ts';

/** The components of a worker that handlers use through their context. */
type ContextParts = AppendParts & { readonly log: Logger };

const NONE: readonly string[] = [];

/** The context of a handler. Parts that cost something are created when they are first used. */
export class HandlerContext implements AgentContext {
  readonly runId: string;
  readonly step: string;
  readonly attempt: number;
  readonly iteration: number;
  readonly correlationId: string;
  readonly #runTraceparent: string | undefined;
  readonly #item: number | undefined;
  readonly #execution: Execution;
  readonly #parts: ContextParts;
  readonly #own: RunContext;
  #signal: AbortSignal | undefined;
  #log: AgentLog | undefined;
  #events: EventBuffer | undefined;
  #streams: HandlerStreams | undefined;

  constructor(
    context: RunContext,
    execution: Execution,
    grant: Pick<Grant, 'attempt' | 'iteration' | 'item'>,
    parts: ContextParts,
  ) {
    const { attempt, iteration = 0, item } = grant;
    this.runId = context.runId;
    this.step = stepOfUnit(execution.unit);
    this.#item = item?.index;
    this.attempt = attempt;
    this.iteration = iteration;
    this.correlationId = context.meta.correlationId;
    this.#runTraceparent = context.meta.traceparent;
    this.#execution = execution;
    this.#parts = parts;
    this.#own = context;
    // A handler may take these out of its context.
    this.emit = this.emit.bind(this);
    this.stream = this.stream.bind(this);
  }

  get signal(): AbortSignal {
    return this.#signal ?? this.#execution.signal;
  }

  /** Returns the same context with the signal of a time-out. */
  withSignal(signal: AbortSignal): this {
    this.#signal = signal;
    return this;
  }

  get traceparent(): string | undefined {
    const { span } = this.#execution;
    return span === undefined ? this.#runTraceparent : formatTraceparent(span.spanContext());
  }

  get span(): Span {
    return (
      this.#execution.span ??
      trace.wrapSpanContext(parseTraceparent(this.#runTraceparent) ?? INVALID_SPAN_CONTEXT)
    );
  }

  get idempotencyKey(): string {
    const key = `${this.runId}:${this.step}`;
    if (this.iteration > 0) return `${key}:i${this.iteration}`;
    return this.#item === undefined ? key : `${key}:${this.#item}`;
  }

  get log(): AgentLog {
    this.#log ??= toAgentLog(this.#parts.log, this.#logIds());
    return this.#log;
  }

  emit(name: string, data?: unknown): void {
    this.#events ??= createEventBuffer();
    this.#events.emit(name, data);
  }

  stream(name: string): StreamWriter {
    this.#streams ??= openStreams(this.#parts, this.#own, this.idempotencyKey);
    return this.#streams.open(name);
  }

  /** The streams that were opened; undefined if none was. */
  get streams(): HandlerStreams | undefined {
    return this.#streams;
  }

  /** The emitted events as JSON text. */
  get emitted(): readonly string[] {
    return this.#events === undefined ? NONE : this.#events.events.map((event) => JSON.stringify(event));
  }

  #logIds(): Readonly<Record<string, unknown>> {
    const { runId, step, attempt, iteration, correlationId } = this;
    const { span } = this.#execution;
    return {
      ...toLogIds({ runId, correlationId, traceparent: this.#runTraceparent }),
      ...(span !== undefined && { spanId: span.spanContext().spanId }),
      step,
      ...(this.#item !== undefined && { item: this.#item }),
      ...(iteration > 0 && { iteration }),
      attempt,
    };
  }
}

/** The ids are in each line and not in a child's bindings, so that a line never has two values for one of them. */
function toAgentLog(log: Logger, ids: Readonly<Record<string, unknown>>): AgentLog {
  return {
    debug: (message, fields) => log.debug({ ...fields, ...ids }, message),
    info: (message, fields) => log.info({ ...fields, ...ids }, message),
    warn: (message, fields) => log.warn({ ...fields, ...ids }, message),
    error: (message, fields) => log.error({ ...fields, ...ids }, message),
  };
}
