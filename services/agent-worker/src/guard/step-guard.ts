import type { Agent } from '@ag06/agent-kit';
import { type BreakerSettings, DEFAULT_BREAKER, DEPENDENCY_PATTERN, toBlockReason } from '@ag06/contracts';
import type { TemplateResult } from '@ag06/engine';
import type { Call, FleetBreakers } from '@ag06/resilience';
import { redactText } from '@ag06/telemetry';
import type { PutAside, Tried } from '../attempt/observed.ts';
import type { Parts } from '../parts.ts';

/** The most rounds of a step without a counted attempt. */
const ROUNDS_MAX = 20;
/** The message of a failure as breakers show it. */
const MESSAGE_MAX = 300;

/** The dependency whose breaker guards the calls of a step, and its settings. */
export interface StepGuard {
  readonly dependency: string;
  readonly settings: BreakerSettings;
}

/** The published breaker of an agent that says nothing about it; null: none; undefined: nobody has published one. */
type TunedBreaker = BreakerSettings | null | undefined;

/**
 * Returns the guard of a step. Returns undefined if it has no dependency, or if only the input tells which one.
 */
export function guardOf(
  agent: Agent,
  dependency: string | undefined,
  tuned: TunedBreaker,
): StepGuard | undefined {
  const settings = settingsOf(agent, tuned);
  if (dependency !== undefined && settings !== null)
    return { dependency, settings: settings ?? DEFAULT_BREAKER };
  if (settings === undefined || settings === null || typeof agent.dependency === 'function') return undefined;
  return { dependency: agent.dependency, settings };
}

/** Returns the guard of one call. Reads its input if necessary. */
export function guardOfCall(
  agent: Agent,
  dependency: string | undefined,
  tuned: TunedBreaker,
  readInput: () => TemplateResult,
): StepGuard | undefined {
  if (dependency !== undefined || typeof agent.dependency !== 'function')
    return guardOf(agent, dependency, tuned);
  const settings = settingsOf(agent, tuned) ?? undefined;
  const input = settings === undefined ? undefined : readInput();
  // A call without an input fails by itself.
  if (settings === undefined || input?.ok !== true) return undefined;
  const found = nameOf(agent.dependency, input.value);
  return found === undefined ? undefined : { dependency: found, settings };
}

/** An agent that describes its breaker keeps it, whatever is published. */
function settingsOf({ breaker, hasOwnBreaker }: Agent, tuned: TunedBreaker): TunedBreaker {
  return tuned === undefined || hasOwnBreaker ? breaker : tuned;
}

/** An unchecked input of any shape may name no dependency. */
function nameOf(dependency: (input: unknown) => string | undefined, input: unknown): string | undefined {
  try {
    const name = dependency(input);
    return name !== undefined && DEPENDENCY_PATTERN.test(name) ? name : undefined;
  } catch {
    return undefined;
  }
}

/** Whether a step of this agent may begin without a permit. */
export function isFree(
  parts: Pick<Parts, 'agents' | 'breakers' | 'settings'>,
  step: { readonly agent: string; readonly dependency: string | undefined },
): boolean {
  const agent = parts.agents.get(step.agent);
  const guard = agent && guardOf(agent, step.dependency, parts.settings.of(step.agent).breaker);
  return guard === undefined || parts.breakers.isFree(guard.dependency);
}

/** The call's step or item. */
export interface Caller {
  readonly run: string;
  readonly step: string;
  readonly item?: number | undefined;
  readonly attempt: number;
  /** How often the step has gone round without a counted attempt. */
  readonly rounds: number;
}

/**
 * Tells the breaker the result of a call. Only results that say something about the service count. Returns why the step
 * is to be put aside instead of being retried: it was a probe that failed, or the breaker had opened meanwhile, and the
 * step has not gone round too often.
 */
export async function reportToBreaker(
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
