import type { Agent } from '@ag06/agent-kit';
import { toBlockReason } from '@ag06/contracts';
import type { PlanStep } from '@ag06/engine';
import type { Grant } from '@ag06/protocol';
import type { Call } from '@ag06/resilience';
import type { RunContext } from '@ag06/runtime';
import type { JobInHand } from '../claim/job-in-hand.ts';
import { type Caller, guardOfCall, type PutAside, tellBreaker } from '../guard/step-guard.ts';
import type { Parts } from '../parts.ts';
import { confirmToken, isFresh } from './confirm-token.ts';
import { executeStep, readInput, type Tried } from './execute-step.ts';
import type { Execution } from './execution.ts';
import { observeAttempt } from './observe-attempt.ts';

/**
 * What came of an attempt; or that its deliveries were lost too often to start it again; or that it waits for the breaker
 * of its dependency, unspent.
 */
export type Attempted =
  | Tried
  | { readonly status: 'poison' }
  | {
      readonly status: 'aside';
      readonly why: PutAside;
      readonly emitted: readonly string[];
      /** The attempt that failed, if it began. */
      readonly tried?: Tried;
    };

const ABORTED = Promise.resolve<Attempted>({ status: 'aborted' });
const POISONED = Promise.resolve<Attempted>({ status: 'poison' });
const NONE: readonly string[] = [];

/** What of the job at hand decides whether a step starts. */
type JobOfStep = Pick<JobInHand, 'unit' | 'attempt' | 'dispatch' | 'trace' | 'takeCall'>;

/** Starts a granted step if it may be started still. Never rejects, but for a store that cannot be asked. */
export function attemptStep(
  parts: Parts,
  job: JobOfStep,
  context: RunContext,
  step: PlanStep,
  agent: Agent,
  grant: Grant,
  execution: Execution,
): Promise<Attempted> {
  if (grant.lost >= 3) return POISONED;
  // A claim that was answered after the drain's deadline: nothing starts any more.
  if (parts.expired.aborted) execution.abort('expired');
  if (execution.cause !== undefined) return ABORTED;
  const observe = () =>
    observeAttempt(parts, context, step, grant, execution, () =>
      executeStep(parts, context, step, agent, grant, execution),
    );
  const { trace } = job;
  const execute = () => (trace === undefined ? observe() : trace.execute(execution, step, grant, observe));
  const start = (): Promise<Tried> => {
    // It may have waited for its breaker.
    if (execution.cause !== undefined) return Promise.resolve({ status: 'aborted' });
    if (isFresh(execution)) return execute();
    return confirmToken(parts.runs, execution, parts.expired).then((isCurrent) => {
      if (!isCurrent) execution.fence(execution.token);
      return execution.cause === undefined ? execute() : { status: 'aborted' };
    });
  };
  const guard = guardOfCall(agent, step.dependency, () => readInput(context, step, grant));
  if (guard === undefined) return start();
  const isOwn = grant.unit === job.unit;
  const entered =
    (isOwn ? job.takeCall(guard.dependency) : undefined) ??
    parts.breakers.enter(guard.dependency, guard.settings);
  const { attempt, item } = grant;
  const caller = { run: context.runId, step: step.id, item: item?.index, attempt };
  const rounds = item === undefined ? (isOwn ? job.dispatch - job.attempt : 0) : roundsOf(parts, caller);
  return startGuarded(parts, guard.dependency, entered, start, { ...caller, rounds });
}

const roundsOf = ({ itemRounds }: Parts, { run, step, item = 0 }: Omit<Caller, 'rounds'>): number =>
  itemRounds.of(`${run}/${step}`, item);

/** Starts a step that its breaker lets through, and tells the breaker what came of it. */
async function startGuarded(
  parts: Parts,
  dependency: string,
  entered: Call | undefined | Promise<Call | undefined>,
  start: () => Promise<Tried>,
  caller: Caller,
): Promise<Attempted> {
  const call = entered instanceof Promise ? await entered : entered;
  if (call === undefined)
    return { status: 'aside', why: { reason: toBlockReason(dependency) }, emitted: NONE };
  const tried = await start().catch((error: unknown) => {
    parts.breakers.pass(call);
    throw error;
  });
  const why = await tellBreaker(parts.breakers, call, tried, caller);
  if (why === undefined || tried.status === 'aborted') return tried;
  if (caller.item !== undefined) parts.itemRounds.count(`${caller.run}/${caller.step}`, caller.item);
  return { status: 'aside', why, emitted: tried.emitted, tried };
}
