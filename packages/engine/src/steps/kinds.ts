import { AGENT } from './agent/agent-kind.ts';
import { APPROVE } from './approve/approve-kind.ts';
import { CHILDREN } from './children/children-kind.ts';
import { FOR_EACH } from './for-each/for-each-kind.ts';
import type { PlanStep } from './plan-step.ts';
import { SIGNAL } from './signal/signal-kind.ts';
import type { StepKind } from './step-kind.ts';
import { WAIT } from './wait/wait-kind.ts';
import { WORKFLOW } from './workflow/workflow-kind.ts';

type Kinds = { readonly [Kind in PlanStep['kind']]: StepKind<Extract<PlanStep, { kind: Kind }>> };

/** The kinds of steps, each in a folder of its own. */
const KINDS: Kinds = {
  agent: AGENT,
  forEach: FOR_EACH,
  wait: WAIT,
  signal: SIGNAL,
  approve: APPROVE,
  workflow: WORKFLOW,
  children: CHILDREN,
};

/** Announced modifiers of kinds that are not built. */
export const MODIFIERS_NOT_YET = ['heartbeat', 'compensate'] as const;

export const ALL_KINDS: readonly StepKind<PlanStep>[] = Object.values(KINDS);

export const kindOf = (step: PlanStep): StepKind<PlanStep> => KINDS[step.kind];
