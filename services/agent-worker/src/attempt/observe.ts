import { type AttemptOutcome, EXPERIMENT_ARM_EVENT } from '@ag06/contracts/tuning';
import type { Outcome } from '@ag06/engine';
import { isLastAttempt } from '../settle/decide-tried.ts';
import type { InForce } from '../tuning/agent-settings.ts';
import { ofSize } from '../tuning/of-size.ts';
import type { Attempt } from './attempt.ts';
import { callHandler } from './call-handler.ts';
import { hedge } from './hedge.ts';
import type { Tried } from './observed.ts';

/** Calls the handler, and reports the attempt to the worker's observer. A slow one may be called a second time beside it. */
export function observe(attempt: Attempt): Promise<Tried> {
  const { trial } = attempt.inForce;
  const tried = observeCalls(attempt);
  return trial === undefined ? tried : tried.then((one) => withTrial(one, trial));
}

function observeCalls(attempt: Attempt): Promise<Tried> {
  const { step, inForce } = attempt;
  const { hedgeAfterMs, bySize } = inForce.settings;
  if (bySize === undefined && (hedgeAfterMs ?? null) === null) return observeCall(attempt, false);
  const sized = ofSize(inForce.settings, inputLengthOf(attempt));
  if (sized.timeoutMs !== undefined && step.timeoutMs === undefined)
    attempt.execution.timeoutMs = sized.timeoutMs;
  const call = (one: Attempt, isHedge: boolean) => observeCall(one, isHedge);
  return sized.hedgeAfterMs === null ? call(attempt, false) : hedge(attempt, sized.hedgeAfterMs, call);
}

async function observeCall(attempt: Attempt, isHedge: boolean): Promise<Tried> {
  const { parts, context, step, grant, execution, inForce } = attempt;
  // Later than the execution's own start, because it may have waited for its breaker.
  const startedAt = performance.now();
  const inflightAtStart = parts.inflight.enter(step.agent);
  parts.handlers.enter(step.agent);
  try {
    const tried = await callHandler(attempt);
    const durMs = performance.now() - startedAt;
    const waitMs = Math.max(0, startedAt - execution.dueSince);
    const failed = failureOf(tried);
    parts.attempts.finished({
      agent: step.agent,
      workflow: context.meta.workflow,
      step: step.id,
      runId: context.runId,
      attempt: grant.attempt,
      priority: step.priority ?? context.meta.priority,
      inputLength: inputLengthOf(attempt),
      waitMs,
      durMs,
      outcome: outcomeOf(tried),
      startedAt: Date.now() - durMs,
      inflightAtStart,
      configVersion: inForce.version,
      isCanary: inForce.isCanary,
      trial: inForce.trial,
      isLast: failed === undefined ? undefined : isLast(attempt, failed, durMs),
      isHedge,
      retryAfterMs: failed?.retryAfterMs,
    });
    return tried.status === 'aborted' || failed === undefined
      ? tried
      : { ...tried, waitMs, durationMs: durMs };
  } finally {
    parts.inflight.leave(step.agent);
    parts.handlers.leave(step.agent);
  }
}

/** Whether the step has no other attempt. Told only in an experiment; of two calls the other one may still succeed. */
function isLast(attempt: Attempt, failed: FailedOutcome, durMs: number): boolean | undefined {
  const { trial, settings } = attempt.inForce;
  if (trial === undefined) return undefined;
  const { hedgeAfterMs } = ofSize(settings, inputLengthOf(attempt));
  return hedgeAfterMs !== null && durMs >= hedgeAfterMs ? undefined : isLastAttempt(attempt, failed);
}

/** In the run's log an event, committed with the outcome, tells the experiment and the arm of the attempt. */
function withTrial(tried: Tried, trial: NonNullable<InForce['trial']>): Tried {
  if (tried.status === 'aborted') return tried;
  const event = JSON.stringify({ name: EXPERIMENT_ARM_EVENT, data: trial });
  return { ...tried, emitted: [...tried.emitted, event] };
}

type FailedOutcome = Extract<Outcome, { status: 'failed' }>;

/** Codes of failures that are more specific than "failed". */
const OUTCOMES: ReadonlyMap<string, AttemptOutcome> = new Map([
  ['STEP_TIMED_OUT', 'timeout'],
  ['RATE_LIMITED', '429'],
  ['OUT_OF_MEMORY', 'oom'],
]);

function outcomeOf(tried: Tried): AttemptOutcome {
  if (tried.status === 'aborted') return 'cancelled';
  const { outcome } = tried;
  if (outcome.status === 'completed') return 'ok';
  return OUTCOMES.get(outcome.failure.code) ?? 'error';
}

const failureOf = (tried: Tried) =>
  tried.status === 'outcome' && tried.outcome.status === 'failed' ? tried.outcome : undefined;

function inputLengthOf({ own, step, grant }: Attempt): number {
  if (grant.item !== undefined) return grant.item.value.length;
  let length = 0;
  for (const field of step.reads) length += own.values.get(field)?.length ?? 0;
  return length;
}
