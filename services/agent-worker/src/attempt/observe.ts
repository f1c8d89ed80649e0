import type { AttemptOutcome } from '@ag06/contracts';
import type { Attempt } from './attempt.ts';
import { callHandler } from './call-handler.ts';
import type { Tried } from './observed.ts';

/** Calls the handler, and reports the attempt to the worker's observer. */
export async function observe(attempt: Attempt): Promise<Tried> {
  const { parts, context, step, grant, execution } = attempt;
  // Later than the execution's own start, because it may have waited for its breaker.
  const startedAt = performance.now();
  const inflightAtStart = parts.inflight.enter(step.agent);
  parts.handlers.enter(step.agent);
  const configVersion = parts.settings.of(step.agent).version;
  try {
    const tried = await callHandler(attempt);
    const durMs = performance.now() - startedAt;
    const waitMs = Math.max(0, startedAt - execution.dueSince);
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
      configVersion,
    });
    const hasFailed = tried.status === 'outcome' && tried.outcome.status === 'failed';
    return hasFailed ? { ...tried, waitMs, durationMs: durMs } : tried;
  } finally {
    parts.inflight.leave(step.agent);
    parts.handlers.leave(step.agent);
  }
}

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

function inputLengthOf({ own, step, grant }: Attempt): number {
  if (grant.item !== undefined) return grant.item.value.length;
  let length = 0;
  for (const field of step.reads) length += own.values.get(field)?.length ?? 0;
  return length;
}
