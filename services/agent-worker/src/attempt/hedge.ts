import { REFUSED } from '@ag06/engine';
import type { Release } from '@ag06/resilience';
import { ATTRIBUTES } from '@ag06/telemetry';
import type { Attempt } from './attempt.ts';
import { readInput } from './call-handler.ts';
import { type AbortCause, Execution } from './execution.ts';
import type { Tried } from './observed.ts';

type Caller = (attempt: Attempt, isHedge: boolean) => Promise<Tried>;

/** Of one attempt. Where one call in ten is slow, two in a row are of one attempt in a hundred, and three hardly ever. */
const CALLS_MAX = 3;

/**
 * Calls the handler. If it takes longer than `afterMs`, its step, or else its agent, says that it is idempotent, and a slot is idle,
 * calls it a second time beside the first, and after as long again a third time, unless one of them was refused or has failed for
 * good. The first success counts, and the other calls are told to stop. All are one attempt of the step, with one time-out. (Dean
 * and Barroso, "The Tail at Scale"; gRPC's hedging, proposal A6.)
 */
export async function hedge(attempt: Attempt, afterMs: number, call: Caller): Promise<Tried> {
  const { execution, step, agent } = attempt;
  let isRefused = false;
  const begin = (one: Attempt, isHedge: boolean): Call => {
    const tried = call(one, isHedge).then((ended) => {
      isRefused ||= forbidsMore(ended);
      return ended;
    });
    return { execution: one.execution, tried };
  };
  const first = begin(attempt, false);
  if ((step.idempotent ?? agent.idempotent) === false) return first.tried;
  const others: Call[] = [];
  // Whatever stops the attempt stops all of its calls.
  const stop = () => abortAll(others, execution.cause ?? 'run-over');
  const end = ({ call: winner, tried }: Won): Tried => {
    if (others.length === 0) return tried;
    execution.span?.setAttribute(ATTRIBUTES.hedge, winner === first ? 'lost' : 'won');
    execution.signal.removeEventListener('abort', stop);
    const slower = [first, ...others].filter((one) => one !== winner);
    abortAll(slower, 'hedged');
    return tried;
  };
  for (let made = 1; made < CALLS_MAX; made++) {
    const early = await settlesBy(firstSuccess(first, others), afterMs);
    if (early !== undefined) return end(early);
    if (execution.cause !== undefined || isRefused || !isIdempotent(attempt)) break;
    const leave = enter(attempt);
    if (leave === undefined) continue;
    if (others.length === 0) execution.signal.addEventListener('abort', stop, { once: true });
    execution.span?.addEvent(ATTRIBUTES.hedge, { [ATTRIBUTES.hedgeAfterMs]: made * afterMs });
    const { execution: own, tried } = begin(toOther(attempt, made * afterMs), true);
    // One that has failed leaves its slot while the others go on.
    others.push({ execution: own, tried: tried.finally(leave) });
  }
  return end(await firstSuccess(first, others));
}

/** One of the calls of an attempt. */
interface Call {
  readonly execution: Execution;
  readonly tried: Promise<Tried>;
}

const abortAll = (calls: readonly Call[], cause: AbortCause): void => {
  for (const { execution } of calls) execution.abort(cause);
};

/** Takes an idle slot and a place in the budget. Returns undefined if another call must not be made now. */
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

/** @param afterMs since the first call: both have one time-out */
function toOther(attempt: Attempt, afterMs: number): Attempt {
  const { execution, grant, context } = attempt;
  const { timeoutMs, token, tokenSince, dueSince, span } = execution;
  const left = timeoutMs === undefined ? undefined : Math.max(1, timeoutMs - afterMs);
  const other = new Execution(context.runId, { unit: grant.unit, token }, tokenSince, left, dueSince);
  other.span = span;
  return { ...attempt, execution: other };
}

interface Won {
  readonly call: Call;
  readonly tried: Tried;
}

/** A failure or an abort of one counts only if no other one succeeds; then that of the first call does. */
async function firstSuccess(first: Call, others: readonly Call[]): Promise<Won> {
  const open = new Map([first, ...others].map((call) => [call, toWon(call)]));
  for (;;) {
    const won = await Promise.race(open.values());
    // The time-out of the first call is that of the attempt.
    if (isSuccess(won.tried) || (won.call === first && isOver(won.tried))) return won;
    open.delete(won.call);
    if (open.size === 0) return toWon(first);
  }
}

const toWon = async (call: Call): Promise<Won> => ({ call, tried: await call.tried });

const isSuccess = (tried: Tried): boolean =>
  tried.status === 'outcome' && tried.outcome.status === 'completed';

/** Whether the service asks for patience, or another call with the same input would fail as well. */
const forbidsMore = (tried: Tried): boolean => {
  if (tried.status === 'aborted' || tried.outcome.status !== 'failed') return false;
  const { isRetryable, retryAfterMs, failure } = tried.outcome;
  return !isRetryable || retryAfterMs !== undefined || failure.code === REFUSED;
};

const isOver = (tried: Tried): boolean =>
  tried.status === 'aborted' ||
  (tried.outcome.status === 'failed' && tried.outcome.failure.code === 'STEP_TIMED_OUT');

/** Returns what it came to, or undefined if it takes longer than this. */
function settlesBy<T>(pending: Promise<T>, ms: number): Promise<T | undefined> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, ms, undefined);
    pending.then((value) => {
      clearTimeout(timer);
      resolve(value);
    }, reject);
  });
}
