import { toBlockReason } from '@ag06/contracts';
import type { RunOrigin } from '@ag06/protocol';
import type { Call } from '@ag06/resilience';
import { judgeCall, originOfRecorded, readUnread } from '@ag06/runtime';
import { toHoldDetail } from '../guard/pauses.ts';
import { type Caller, guardOfCall, reportToBreaker } from '../guard/step-guard.ts';
import type { Attempt } from './attempt.ts';
import { readInput } from './call-handler.ts';
import { confirmToken, isFresh } from './confirm-token.ts';
import { observe } from './observe.ts';
import type { Observed } from './observed.ts';
import { toTerminal } from './observed.ts';

/** One stage of an attempt. If it returns something, that ends the attempt. */
type Stage = (attempt: Attempt) => Observed | undefined | Promise<Observed | undefined>;

const STAGES: readonly Stage[] = [prepare, replay, hold, guard, confirm, execute];

const LOST_MAX = 3;
const ABORTED = { status: 'aborted' } as const;
const POISON = { status: 'poison' } as const;
const NONE: readonly string[] = [];

/** Executes a granted step, if that is still allowed. Rejects only if the store cannot be asked. */
export async function perform(attempt: Attempt): Promise<Observed> {
  try {
    for (const stage of STAGES) {
      const answered = stage(attempt);
      const observed = answered instanceof Promise ? await answered : answered;
      if (observed !== undefined)
        return attempt.call === undefined ? observed : await judge(attempt, observed);
    }
  } catch (error) {
    if (attempt.call !== undefined) attempt.parts.breakers.pass(attempt.call);
    throw error;
  }
  return ABORTED;
}

/** Reads the values that were too large for the grant. */
function prepare(attempt: Attempt): Observed | undefined | Promise<Observed | undefined> {
  const { lost, unread } = attempt.grant;
  if (lost >= LOST_MAX) return POISON;
  return unread === undefined ? undefined : read(attempt);
}

async function read(attempt: Attempt): Promise<Observed | undefined> {
  const { driver, context, grant, execution } = attempt;
  const result = await driver.ask('read', () => readUnread(driver.runs, context, grant));
  switch (result.status) {
    case 'read':
      attempt.own = result.context;
      return undefined;
    case 'failed':
      return toTerminal(result.failure);
    case 'stale':
      execution.fence(grant.token);
      return ABORTED;
  }
}

/**
 * In a fork with recorded effects: a call with the input that it had in the source gets the outcome of that. Another one is put
 * aside until a person allows its agent to act.
 */
function replay(attempt: Attempt): Promise<Observed | undefined> | undefined {
  const origin = originOfRecorded(attempt.context);
  return origin === undefined ? undefined : replayFrom(origin, attempt);
}

async function replayFrom(
  origin: RunOrigin,
  { driver, own, step, grant }: Attempt,
): Promise<Observed | undefined> {
  const judged = await driver.ask('read', () => judgeCall(driver.runs, own, origin, step, grant));
  switch (judged.verdict) {
    case 'acts':
      return undefined;
    case 'kept':
      return { status: 'aside', why: { reason: judged.reason }, emitted: NONE };
    case 'recorded':
      return { status: 'outcome', outcome: judged.outcome, emitted: NONE };
  }
}

/**
 * Puts a step aside that was granted although it is paused: a dead worker had it, or the news of the pause came late.
 */
function hold({ parts, context, step }: Attempt): Observed | undefined {
  const found = parts.pauses.find(step.agent, context.meta.workflow);
  if (found === undefined) return undefined;
  return { status: 'aside', why: { reason: found.reason, detail: toHoldDetail(found) }, emitted: NONE };
}

/** Asks the breaker of its dependency, if it has one. */
function guard(attempt: Attempt): Observed | undefined | Promise<Observed | undefined> {
  const { parts, job, step, agent, grant, execution } = attempt;
  // The claim was answered after the drain's deadline: nothing starts any more.
  if (parts.expired.aborted) execution.abort('expired');
  if (execution.cause !== undefined) return ABORTED;
  const found = guardOfCall(agent, step.dependency, parts.settings.of(step.agent).breaker, () =>
    readInput(attempt),
  );
  if (found === undefined) return undefined;
  const { dependency, settings } = found;
  const enter = (call: Call | undefined): Observed | undefined => {
    attempt.call = call;
    if (call !== undefined) return undefined;
    return { status: 'aside', why: { reason: toBlockReason(dependency) }, emitted: NONE };
  };
  const entered =
    (grant.unit === job.unit ? job.takeCall(dependency) : undefined) ??
    parts.breakers.enter(dependency, settings);
  return entered instanceof Promise ? entered.then(enter) : enter(entered);
}

/** Asks the store whether the token is current, unless it was given just now. */
function confirm({ parts, execution }: Attempt): Observed | undefined | Promise<Observed | undefined> {
  // The attempt may have waited for its breaker.
  if (execution.cause !== undefined) return ABORTED;
  if (isFresh(execution)) return undefined;
  return confirmToken(parts, execution).then((isCurrent) => {
    if (!isCurrent) execution.fence(execution.token);
    return execution.cause === undefined ? undefined : ABORTED;
  });
}

function execute(attempt: Attempt): Promise<Observed> {
  const { trace } = attempt.job;
  return trace === undefined ? observe(attempt) : trace.execute(attempt, () => observe(attempt));
}

/**
 * Tells the breaker the result of the call that it let through. The step may then be put aside without a counted
 * attempt.
 */
async function judge(attempt: Attempt, tried: Observed): Promise<Observed> {
  const { parts, call } = attempt;
  if (call === undefined || tried.status === 'poison' || tried.status === 'aside') return tried;
  const caller = toCaller(attempt);
  const why = await reportToBreaker(parts.breakers, call, tried, caller);
  if (why === undefined || tried.status === 'aborted') return tried;
  const turn = turnOf(attempt.grant);
  if (turn !== undefined) parts.itemRounds.count(unitOfRounds(caller), turn);
  return { status: 'aside', why, emitted: tried.emitted, tried };
}

function toCaller({ parts, job, context, step, grant }: Attempt): Caller {
  const { attempt, item } = grant;
  const turn = turnOf(grant);
  const whose = { run: context.runId, step: step.id, item: item?.index, attempt };
  if (turn !== undefined) return { ...whose, rounds: parts.itemRounds.of(unitOfRounds(whose), turn) };
  return { ...whose, rounds: grant.unit === job.unit ? job.dispatch - job.attempt : 0 };
}

/** The item, or the iteration but the first: what shares its unit, and so its dispatch number, with others. */
const turnOf = ({ item, iteration }: Attempt['grant']): number | undefined => item?.index ?? iteration;

const unitOfRounds = ({ run, step }: Pick<Caller, 'run' | 'step'>): string => `${run}/${step}`;
