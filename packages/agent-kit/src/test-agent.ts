import { INVALID_SPAN_CONTEXT, trace } from '@opentelemetry/api';
import type { Agent } from './agent.ts';
import type { AgentContext, AgentLog } from './context.ts';
import { type CustomEvent, createEventBuffer } from './event-buffer.ts';
import type { HandlerOutcome } from './outcome.ts';
import { runHandler } from './run-handler.ts';

/** One line that the handler logged. */
export interface LogLine {
  readonly level: 'debug' | 'info' | 'warn' | 'error';
  readonly message: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

export interface AgentTrial {
  readonly outcome: HandlerOutcome;
  readonly events: readonly CustomEvent[];
  readonly log: readonly LogLine[];
}

/**
 * Runs an agent once without a cluster, with the same checks of input, output and limits as a worker.
 *
 * @param overrides parts of the context, e.g. `{ attempt: 2 }` or a `signal` of your own
 */
export async function testAgent(
  agent: Agent,
  input: unknown,
  overrides: Partial<AgentContext> = {},
): Promise<AgentTrial> {
  const buffer = createEventBuffer();
  const log: LogLine[] = [];
  const runId = overrides.runId ?? 'r0-test00000000000000000';
  const step = overrides.step ?? 'step';
  const context: AgentContext = {
    signal: new AbortController().signal,
    runId,
    step,
    attempt: 1,
    iteration: 0,
    idempotencyKey: `${runId}:${step}`,
    correlationId: 'test',
    traceparent: undefined,
    span: trace.wrapSpanContext(INVALID_SPAN_CONTEXT),
    log: createLog(log),
    emit: buffer.emit,
    ...overrides,
  };
  const outcome = await runHandler(agent, input, context);
  return { outcome, events: buffer.events, log };
}

function createLog(lines: LogLine[]): AgentLog {
  const write =
    (level: LogLine['level']) =>
    (message: string, fields: Readonly<Record<string, unknown>> = {}) => {
      lines.push({ level, message, fields });
    };
  return { debug: write('debug'), info: write('info'), warn: write('warn'), error: write('error') };
}
