import type { RunEvent } from '@ag06/contracts';
import { canonicalJson } from '../canonical-json.ts';
import type { HeldItem } from '../decide/decision.ts';
import { renderInput } from '../steps/calling/render-input.ts';
import type { PlanStep } from '../steps/plan-step.ts';
import type { TemplateResult } from '../template/template.ts';
import { type Difference, differs, nameOf, say } from './difference.ts';
import type { ReplayState } from './replay-state.ts';

/**
 * Judges what a step is about to be given, and whom it calls, by the definition that the run had. A log has no inputs, so there
 * is nothing to compare where both definitions are one.
 */
export function judgeInput(
  event: RunEvent,
  state: ReplayState,
  item: HeldItem | undefined,
): Difference | undefined {
  const { now, recorded } = state;
  const [step, before] = [now.steps.get(event.step ?? ''), recorded?.steps.get(event.step ?? '')];
  if (step === undefined || before === undefined || !state.isOther) return undefined;
  const [target, former] = [targetOf(step), targetOf(before)];
  const name = nameOf(event);
  if (target !== former) return differs(event, `${name} called ${former}`, `it would call ${target}`);
  const [input, given] = [render(step, event, state, item), render(before, event, state, item)];
  if (input === undefined || given === undefined || !given.ok) return undefined;
  const had = `${name} had the input ${say(given.value)}`;
  if (!input.ok) return differs(event, had, `its input could not be evaluated: ${input.message}`);
  if (canonicalJson(input.value) === canonicalJson(given.value)) return undefined;
  return differs(event, had, `it would have the input ${say(input.value)}`);
}

function targetOf(step: PlanStep): string {
  if ('agent' in step) return `the agent ${step.agent}`;
  if (!('workflow' in step)) return 'nobody';
  return `the workflow ${step.workflow}${step.version === undefined ? '' : `@${step.version}`}`;
}

function render(
  step: PlanStep,
  event: RunEvent,
  { values, run }: ReplayState,
  item: HeldItem | undefined,
): TemplateResult | undefined {
  if (!('with' in step) || ('list' in step && item === undefined)) return undefined;
  const { attempt = 1, iteration } = event;
  return renderInput(step, values, run, { attempt, iteration, item });
}
