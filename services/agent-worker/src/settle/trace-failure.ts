import { type Failure, FailureView } from '@ag06/contracts';
import type { Decision } from '@ag06/engine';
import { type AttemptDetail, type Evaluation, isFailureChange, OUTPUT_UNIT } from '@ag06/protocol';
import type { RunContext } from '@ag06/runtime';
import { redactText, toLogIds } from '@ag06/telemetry';
import type { Attempt } from '../attempt/attempt.ts';
import { readInput } from '../attempt/call-handler.ts';
import type { Observed, Tried } from '../attempt/observed.ts';
import { POISON } from '../attempt/poison.ts';
import type { Parts } from '../parts.ts';

interface Failed {
  readonly failure: Failure;
  readonly stack?: string | undefined;
  readonly waitMs?: number | undefined;
  readonly durationMs?: number | undefined;
  readonly isRetryable: boolean;
  readonly retryAfterMs?: number | undefined;
}

/**
 * Logs a failed attempt, and adds details to its decision for the event: its worker, duration, input and stack. Returns
 * any other decision unchanged.
 */
export function traceFailure(tried: Attempt, observed: Observed, decision: Decision): Decision {
  const failed = findFailed(observed);
  if (failed === undefined || !isFailureChange(decision.change)) return decision;
  const { parts, context, step, grant, execution } = tried;
  const { attempt, item } = grant;
  const { span } = execution;
  const stack = failed.stack === undefined ? undefined : redactText(failed.stack);
  const detail: AttemptDetail = {
    worker: parts.workerId,
    ...measure(tried, failed),
    ...(!failed.isRetryable && { retryable: false }),
    ...(failed.retryAfterMs !== undefined && { retryAfterMs: failed.retryAfterMs }),
  };
  parts.log.warn(
    {
      ...toLogIds({ runId: context.runId, ...context.meta }),
      ...(span !== undefined && { spanId: span.spanContext().spanId }),
      step: step.id,
      ...(item !== undefined && { item: item.index }),
      attempt,
      agent: step.agent,
      // Each line of the worker's own log names it.
      ...(parts.log.bindings().worker === undefined && { worker: parts.workerId }),
      code: failed.failure.code,
      message: redactText(failed.failure.message),
      ...(detail.durationMs !== undefined && { durationMs: detail.durationMs }),
      ...(stack !== undefined && { stack }),
    },
    'An attempt failed.',
  );
  const isTold = stack !== undefined && parts.stackBudget.take(context.runId, step.id);
  const told: AttemptDetail = { ...detail, ...(isTold && { stack }) };
  return { ...decision, change: { ...decision.change, detail: JSON.stringify(told) } };
}

function findFailed(observed: Observed): Failed | undefined {
  switch (observed.status) {
    case 'poison':
      return { failure: POISON, isRetryable: false };
    case 'aside':
      return observed.tried === undefined ? undefined : findFailedTry(observed.tried);
    default:
      return findFailedTry(observed);
  }
}

function findFailedTry(tried: Tried): Failed | undefined {
  if (tried.status === 'aborted' || tried.outcome.status === 'completed') return undefined;
  const { stack, waitMs, durationMs } = tried;
  const { failure, isRetryable, retryAfterMs } = tried.outcome;
  return { failure, isRetryable, retryAfterMs, stack, waitMs, durationMs };
}

function measure(attempt: Attempt, { waitMs, durationMs }: Failed) {
  if (waitMs === undefined || durationMs === undefined) return {};
  const input = readInput(attempt);
  return {
    waitMs: round(waitMs),
    durationMs: round(durationMs),
    ...(input.ok && { inputBytes: Buffer.byteLength(JSON.stringify(input.value)) }),
  };
}

const round = (ms: number): number => Math.round(ms * 10) / 10;

/** Logs a failure without a call: of a condition, a list, or the run's output. */
export function logEvaluation(
  { log }: Pick<Parts, 'log'>,
  { runId, meta }: RunContext,
  { unit, attempt }: Evaluation,
  { change, end }: Decision,
): void {
  const text = change.to === 'failed' ? change.error : end?.status === 'failed' ? end.error : undefined;
  if (text === undefined) return;
  const { code, message } = FailureView.parse(JSON.parse(text));
  const ids = { ...toLogIds({ runId, ...meta }), ...(unit !== OUTPUT_UNIT && { step: unit, attempt }) };
  log.warn({ ...ids, code, message: redactText(message) }, 'An evaluation failed.');
}
