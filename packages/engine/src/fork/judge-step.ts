import type { Json } from '@ag06/contracts';
import { canonicalJson } from '../canonical-json.ts';
import { isJsonObject, readOwn } from '../json-value.ts';
import type { Plan } from '../plan.ts';
import type { PlanStep } from '../steps/plan-step.ts';
import type { RecordedOutcome } from './run-recording.ts';

/** Fields that decide how a step is executed, and not what comes of it. */
const POLICIES: ReadonlySet<string> = new Set([
  ...['description', 'retry', 'timeout', 'priority', 'startWithin', 'within', 'concurrency', 'dependency'],
]);

/** What a fork changes, besides the step from which it is forked. */
export interface ForkChange {
  readonly plan: Plan;
  readonly source: Plan;
  /** Whether its input is another. */
  readonly hasOtherInput: boolean;
}

/** Returns why a step cannot have the outcome of the source, or what it had begun; undefined if it can. */
export function whyAgain(step: PlanStep, { plan, source, hasOtherInput }: ForkChange): string | undefined {
  const before = definitionOf(source, step.id);
  if (plan.version !== source.version && before !== definitionOf(plan, step.id))
    return 'its definition is another in this version';
  return hasOtherInput && readsInput(step) ? 'it reads the input, which is another' : undefined;
}

/** Returns why the outcome of a step does not count; undefined if it does. */
export function whyFailedAgain(step: PlanStep, { status }: RecordedOutcome): string | undefined {
  const isFailure = status === 'failed' || status === 'timed_out';
  return isFailure && step.onFailure === 'fail' ? 'it failed, and ended the run' : undefined;
}

function definitionOf({ definition }: Plan, id: string): string | undefined {
  const steps: unknown = definition.steps;
  const body = isSteps(steps) ? readOwn(steps, id) : undefined;
  if (body === undefined || !isJsonObject(body)) return undefined;
  return canonicalJson(Object.fromEntries(Object.entries(body).filter(([field]) => !POLICIES.has(field))));
}

const isSteps = (value: unknown): value is { readonly [id: string]: Json } =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const readsInput = (step: PlanStep): boolean =>
  step.reads.includes('in') || ('with' in step && step.with.fields.includes('in'));
