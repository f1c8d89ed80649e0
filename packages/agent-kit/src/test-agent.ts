import { LIMITS } from '@ag06/contracts';
import { INVALID_SPAN_CONTEXT, trace } from '@opentelemetry/api';
import type { Agent } from './agent.ts';
import type { AgentContext, AgentLog } from './context.ts';
import { type CustomEvent, createEventBuffer } from './event-buffer.ts';
import type { HandlerOutcome } from './outcome.ts';
import { type RunOptions, runHandler } from './run-handler.ts';
import { HandlerStreams } from './streams/handler-streams.ts';
import { type TrialEvent, TrialStreams } from './streams/trial-streams.ts';

/** One line that the handler logged. */
export interface LogLine {
  readonly level: 'debug' | 'info' | 'warn' | 'error';
  readonly message: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

export interface AgentTrial {
  readonly outcome: HandlerOutcome;
  readonly events: readonly CustomEvent[];
  /** What it appended to streams, without duplicates, in order. */
  readonly appended: readonly TrialEvent[];
  readonly log: readonly LogLine[];
}

/**
 * Runs an agent once without a cluster, with the same checks of input, output and limits as a worker.
 *
 * @param overrides parts of the context, e.g. `{ attempt: 2 }` or a `signal` of your own
 * @param options the limit of the output; a stream is collected without `keepStream`
 */
export async function testAgent(
  agent: Agent,
  input: unknown,
  overrides: Partial<AgentContext> = {},
  options: RunOptions = {},
): Promise<AgentTrial> {
  const buffer = createEventBuffer();
  const log: LogLine[] = [];
  const runId = overrides.runId ?? 'r0-test00000000000000000';
  const step = overrides.step ?? 'step';
  const idempotencyKey = overrides.idempotencyKey ?? `${runId}:${step}`;
  const trial = new TrialStreams();
  const streams = new HandlerStreams({
    idempotencyKey,
    eventBytes: LIMITS.eventBytes,
    send: async (stream, appended) => trial.append(stream, appended),
  });
  const context: AgentContext = {
    signal: new AbortController().signal,
    runId,
    step,
    attempt: 1,
    iteration: 0,
    idempotencyKey,
    correlationId: 'test',
    traceparent: undefined,
    span: trace.wrapSpanContext(INVALID_SPAN_CONTEXT),
    log: createLog(log),
    emit: buffer.emit,
    stream: (name) => streams.open(name),
    ...overrides,
  };
  const outcome = await runHandler(agent, input, context, options);
  await streams.end();
  return { outcome, events: buffer.events, appended: trial.events, log };
}

function createLog(lines: LogLine[]): AgentLog {
  const write =
    (level: LogLine['level']) =>
    (message: string, fields: Readonly<Record<string, unknown>> = {}) => {
      lines.push({ level, message, fields });
    };
  return { debug: write('debug'), info: write('info'), warn: write('warn'), error: write('error') };
}
