import type { AgentStep } from './agent/agent-step.ts';
import type { ForEachStep } from './for-each/for-each-step.ts';

/** A compiled step: one of the kinds in `kinds.ts`. */
export type PlanStep = AgentStep | ForEachStep;
