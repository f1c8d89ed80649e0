import type { RunOrigin } from '@ag06/protocol';
import type { HeldItem } from '../decide/decision.ts';
import type { FieldValues } from '../decide/scope.ts';
import { renderInput } from '../steps/calling/render-input.ts';
import type { PlanStep } from '../steps/plan-step.ts';
import { digestCall, idsOfSource } from './call-digest.ts';

/** A step that calls an agent or runs a workflow. */
export type CallStep = Extract<PlanStep, { readonly with: unknown }>;

/** The call of a step that a fork is about to make. */
export interface CallAtHand {
  readonly iteration?: number | undefined;
  readonly item?: HeldItem | undefined;
}

/** The agent or the workflow that a step calls. */
export const nameOfCall = (
  step: CallStep,
): { readonly name: string; readonly version?: string | undefined } =>
  'agent' in step ? { name: step.agent } : { name: step.workflow, version: step.version };

/** Returns the digest of a call, by which it is compared with a recorded one; undefined if its input cannot be evaluated. */
export function digestAtHand(
  step: CallStep,
  values: FieldValues,
  origin: RunOrigin,
  call: CallAtHand,
): string | undefined {
  const rendered = renderInput(step, values, idsOfSource(origin), { attempt: 1, ...call });
  return rendered.ok ? digestCall({ ...nameOfCall(step), input: rendered.value }) : undefined;
}
