import type { Agent } from '@ag06/agent-kit';
import { type BreakerSettings, DEFAULT_BREAKER, DEPENDENCY_PATTERN, toBlockReason } from '@ag06/contracts';
import type { TemplateResult } from '@ag06/engine';
import type { Call, FleetBreakers } from '@ag06/resilience';
import { redactText } from '@ag06/telemetry';
import type { PutAside, Tried } from '../attempt/observed.ts';
import type { Parts } from '../parts.ts';

/** A step goes round so often, at most, without its attempts being spent. */
const ROUNDS_MAX = 20;
/** The message of a failure as breakers tell it. */
const MESSAGE_MAX = 300;

/** Whose breaker stands before the calls of a step, and as what it is set. */
export interface StepGuard {
  readonly dependency: string;
  readonly settings: BreakerSettings;
}

/**
 * The guard of a step of this agent that may name a dependency; undefined if no breaker stands before it, as where neither
 * names one, or if its input alone tells which.
 */
export function guardOf(agent: Agent, dependency: string | undefined): StepGuard | undefined {
  if (dependency !== undefined) return { dependency, settings: agent.breaker ?? DEFAULT_BREAKER };
  if (agent.breaker === undefined || typeof agent.dependency === 'function') return undefined;
  return { dependency: agent.dependency, settings: agent.breaker };
}

/** The guard of one call, whose input is read if it has to be. */
export function guardOfCall(
  agent: Agent,
  dependency: string | undefined,
  readInput: () => TemplateResult,
): StepGuard | undefined {
  if (dependency !== undefined || typeof agent.dependency !== 'function') return guardOf(agent, dependency);
  const input = agent.breaker === undefined ? undefined : readInput();
  // What has no input fails by itself.
  if (agent.breaker === undefined || input?.ok !== true) return undefined;
  const found = nameOf(agent.dependency, input.value);
  return found === undefined ? undefined : { dependency: found, settings: agent.breaker };
}

/** An input that nobody has checked may be anything: then it names nothing. */
function nameOf(dependency: (input: unknown) => string | undefined, input: unknown): string | undefined {
  try {
    const name = dependency(input);
    return name !== undefined && DEPENDENCY_PATTERN.test(name) ? name : undefined;
  } catch {
    return undefined;
  }
}

/** Whether a step of that agent may begin without a permit. */
export function isFree(
  parts: Pick<Parts, 'agents' | 'breakers'>,
  step: { readonly agent: string; readonly dependency: string | undefined },
): boolean {
  const agent = parts.agents.get(step.agent);
  const guard = agent && guardOf(agent, step.dependency);
  return guard === undefined || parts.breakers.isFree(guard.dependency);
}

/** Whose call it was. */
export interface Caller {
  readonly run: string;
  readonly step: string;
  readonly item?: number | undefined;
  readonly attempt: number;
  /** How often the step has gone round unspent. */
  readonly rounds: number;
}

/**
 * Tells the breaker what came of a call. Only what speaks of the service counts. Answers why the step is to be put aside
 * instead of being tried again: its failure was that of a probe, or came when the breaker had opened, and it has not gone
 * round too often.
 */
export async function tellBreaker(
  breakers: Pick<FleetBreakers, 'succeed' | 'pass' | 'fail'>,
  call: Call,
  tried: Tried,
  { run, step, item, attempt, rounds }: Caller,
): Promise<PutAside | undefined> {
  if (tried.status === 'aborted') breakers.pass(call);
  else if (tried.outcome.status === 'completed') breakers.succeed(call);
  else if (tried.ofDependency !== true) breakers.pass(call);
  else {
    const { failure, isRetryable } = tried.outcome;
    const message = redactText(failure.message.slice(0, MESSAGE_MAX));
    const whose = { run, step, attempt, ...(item !== undefined && { item }) };
    const weight = await breakers.fail(call, { code: failure.code, message, ...whose });
    if (isRetryable && (weight === 'late' || weight === 'probe') && rounds < ROUNDS_MAX)
      return { reason: toBlockReason(call.dependency), error: JSON.stringify(failure) };
  }
  return undefined;
}
