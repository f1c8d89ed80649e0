import type { Release } from '@ag06/resilience';
import { ATTRIBUTES } from '@ag06/telemetry';
import type { Attempt } from './attempt.ts';
import { readInput } from './call-handler.ts';
import { Execution } from './execution.ts';
import type { Tried } from './observed.ts';

type Caller = (attempt: Attempt, isHedge: boolean) => Promise<Tried>;

/**
 * Calls the handler. If it takes longer than `afterMs`, its step, or else its agent, says that it is idempotent, and a slot is idle, calls it a
 * second time beside the first. The first success counts, and the other call is told to stop. Both are one attempt of the
 * step, with one time-out. (Dean and Barroso, "The Tail at Scale".)
 */
export async function hedge(attempt: Attempt, afterMs: number, call: Caller): Promise<Tried> {
  const { execution } = attempt;
  const first = call(attempt, false);
  if ((attempt.step.idempotent ?? attempt.agent.idempotent) === false) return first;
  const early = await settlesBy(first, afterMs);
  if (early !== undefined) return early;
  if (execution.cause !== undefined || !isIdempotent(attempt)) return first;
  const leave = enter(attempt);
  if (leave === undefined) return first;
  const second = toSecond(attempt, afterMs);
  // Whatever stops the attempt stops both calls.
  const stop = () => second.execution.abort(execution.cause ?? 'run-over');
  execution.signal.addEventListener('abort', stop, { once: true });
  execution.span?.addEvent(ATTRIBUTES.hedge, { [ATTRIBUTES.hedgeAfterMs]: afterMs });
  try {
    const { isHedge, tried } = await firstSuccess(first, call(second, true));
    execution.span?.setAttribute(ATTRIBUTES.hedge, isHedge ? 'won' : 'lost');
    execution.signal.removeEventListener('abort', stop);
    const slower = isHedge ? execution : second.execution;
    slower.abort('hedged');
    return tried;
  } finally {
    leave();
  }
}

/** Takes an idle slot and a place in the budget. Returns undefined if the second call must not be made now. */
function enter({ parts, step, call }: Attempt): Release | undefined {
  if (parts.expired.aborted || parts.draining.aborted) return undefined;
  if (call !== undefined && !parts.breakers.isFree(call.dependency)) return undefined;
  const leave = parts.hedges.enter(step.agent, parts.inflight.of(step.agent));
  if (leave === undefined) return undefined;
  const release = parts.slots.get(step.agent)?.tryAcquire();
  if (release === undefined || parts.rates.tryTake(step.agent) === undefined) {
    release?.();
    leave();
    return undefined;
  }
  return () => {
    release();
    leave();
  };
}

function isIdempotent(attempt: Attempt): boolean {
  const idempotent = attempt.step.idempotent ?? attempt.agent.idempotent;
  if (typeof idempotent === 'boolean') return idempotent;
  const input = readInput(attempt);
  try {
    return input.ok && idempotent(input.value) === true;
  } catch {
    return false;
  }
}

function toSecond(attempt: Attempt, afterMs: number): Attempt {
  const { execution, grant, context } = attempt;
  const { timeoutMs, token, tokenSince, dueSince, span } = execution;
  const left = timeoutMs === undefined ? undefined : Math.max(1, timeoutMs - afterMs);
  const second = new Execution(context.runId, { unit: grant.unit, token }, tokenSince, left, dueSince);
  second.span = span;
  return { ...attempt, execution: second };
}

interface Won {
  readonly isHedge: boolean;
  readonly tried: Tried;
}

/** A failure or an abort of one counts only if the other does not succeed; then that of the first call does. */
async function firstSuccess(first: Promise<Tried>, second: Promise<Tried>): Promise<Won> {
  const calls = [
    first.then((tried) => ({ isHedge: false, tried })),
    second.then((tried) => ({ isHedge: true, tried })),
  ];
  const earlier = await Promise.race(calls);
  // Its time-out is that of the attempt.
  if (isSuccess(earlier.tried) || isOver(earlier)) return earlier;
  const [own, other] = await Promise.all(calls);
  return (other !== undefined && isSuccess(other.tried) ? other : own) ?? earlier;
}

const isSuccess = (tried: Tried): boolean =>
  tried.status === 'outcome' && tried.outcome.status === 'completed';

const isOver = ({ isHedge, tried }: Won): boolean =>
  !isHedge &&
  (tried.status === 'aborted' ||
    (tried.outcome.status === 'failed' && tried.outcome.failure.code === 'STEP_TIMED_OUT'));

/** Returns what the call came to, or undefined if it takes longer than this. */
function settlesBy(call: Promise<Tried>, ms: number): Promise<Tried | undefined> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, ms, undefined);
    call.then((tried) => {
      clearTimeout(timer);
      resolve(tried);
    }, reject);
  });
}
