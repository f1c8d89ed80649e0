import {
  type Agent,
  type HandlerOutcome,
  type HandlerStreams,
  type RunOptions,
  runHandler,
  toFailedOutcome,
} from '@ag06/agent-kit';
import type { Failure } from '@ag06/contracts';
import { type CallingStep, renderInput, type TemplateResult, toRunIds } from '@ag06/engine';
import { runWithTimeout } from '@ag06/resilience';
import { faultPoint } from '@ag06/runtime';
import { withSpan } from '@ag06/telemetry';
import type { Attempt } from './attempt.ts';
import type { AbortCause, Execution } from './execution.ts';
import { HandlerContext } from './handler-context.ts';
import { type Tried, toTerminal } from './observed.ts';

const ABORTED: Tried = { status: 'aborted' };

/** Evaluates the `with` of the granted step or item. */
export function readInput({ own, step, grant }: Pick<Attempt, 'own' | 'step' | 'grant'>): TemplateResult {
  return renderInput(step, own.values, toRunIds(own.runId, own.meta), grant);
}

/** Runs the handler with the time-out of its step. Never rejects. */
export async function callHandler(
  attempt: Pick<Attempt, 'parts' | 'own' | 'step' | 'agent' | 'grant' | 'execution'>,
): Promise<Tried> {
  const { parts, own, step, agent, grant, execution } = attempt;
  const input = readInput(attempt);
  if (!input.ok) return toTerminal({ code: input.code, message: `The step's \`with\`: ${input.message}` });
  const handlerContext = new HandlerContext(own, execution, grant, parts);
  const { timeoutMs, span } = execution;
  const { maxOutputBytes, keepStream } = parts;
  // `until` reads the whole output at once.
  const options: RunOptions = isRepeated(step) ? { maxOutputBytes } : { maxOutputBytes, keepStream };
  const start = () =>
    timeoutMs === undefined
      ? execution.race(runHandler(agent, input.value, handlerContext, options))
      : runTimed(timeoutMs, agent, input.value, handlerContext, execution, options);
  faultPoint('handler.before');
  const limitMs = Math.max(timeoutMs ?? 0, parts.defaultTimeoutMs);
  const begin = () => parts.handlers.start(step.agent, limitMs, start);
  const returned = await (span === undefined ? begin() : withSpan(span, begin));
  const { streams } = handlerContext;
  const result = streams === undefined ? returned : await endStreams(streams, returned, execution);
  faultPoint('handler.after');
  const { emitted } = handlerContext;
  if (typeof result === 'object') return toTried(result, emitted);
  if (result !== 'timed_out') return ABORTED;
  const failure = timedOut(step, timeoutMs ?? parts.defaultTimeoutMs);
  const outcome = { status: 'failed', failure, isRetryable: true } as const;
  return { status: 'outcome', outcome, emitted, ofDependency: true };
}

/** Waits until everything that the handler appended is stored. Without that its step does not complete. */
async function endStreams(
  streams: HandlerStreams,
  returned: HandlerOutcome | AbortCause,
  execution: Execution,
): Promise<HandlerOutcome | AbortCause> {
  const ended = typeof returned === 'object' ? await execution.race(streams.end()) : returned;
  if (typeof ended === 'string') {
    streams.abandon();
    return ended;
  }
  if (ended === undefined || typeof returned !== 'object' || returned.status === 'failed') return returned;
  return toFailedOutcome(ended.error);
}

const isRepeated = (step: CallingStep): boolean => 'repeat' in step && step.repeat !== undefined;

async function runTimed(
  timeoutMs: number,
  agent: Agent,
  input: unknown,
  context: HandlerContext,
  execution: Execution,
  options: RunOptions,
): Promise<HandlerOutcome | AbortCause> {
  const result = await runWithTimeout(timeoutMs, execution.signal, (signal) =>
    runHandler(agent, input, context.withSignal(signal), options),
  );
  if (result.status === 'done') return result.value;
  return result.status === 'timed_out' ? 'timed_out' : (execution.cause ?? 'run-over');
}

function toTried(result: HandlerOutcome, emitted: readonly string[]): Tried {
  if (result.status === 'completed')
    return { status: 'outcome', outcome: { status: 'completed', output: result.outputText }, emitted };
  const { failure, retryable: isRetryable, retryAfterMs, stack, ofDependency = false } = result;
  const waits = retryAfterMs === undefined ? {} : { retryAfterMs };
  const outcome = { status: 'failed', failure, isRetryable, ...waits } as const;
  return { status: 'outcome', outcome, emitted, ofDependency, stack };
}

function timedOut(step: CallingStep, timeoutMs: number): Failure {
  const message = `Step ${step.id} took longer than its time-out of ${timeoutMs} ms. Raise \`timeout\`, or make the handler heed its signal.`;
  return { code: 'STEP_TIMED_OUT', message };
}
