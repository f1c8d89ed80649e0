import type { AgentStep } from './agent/agent-step.ts';
import type { ApproveStep } from './approve/approve-step.ts';
import type { ChildrenStep } from './children/children-step.ts';
import type { ForEachStep } from './for-each/for-each-step.ts';
import type { SignalStep } from './signal/signal-step.ts';
import type { WaitStep } from './wait/wait-step.ts';
import type { WorkflowStep } from './workflow/workflow-step.ts';

/** A compiled step: one of the kinds in `kinds.ts`. */
export type PlanStep =
  | AgentStep
  | ForEachStep
  | WaitStep
  | SignalStep
  | ApproveStep
  | WorkflowStep
  | ChildrenStep;
