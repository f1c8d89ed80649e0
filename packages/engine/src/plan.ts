import type { Json, WorkflowDefinition } from '@ag06/contracts';
import type { PlanAttribute } from './attributes/read-attributes.ts';
import type { WorkflowSchedule } from './schedule/read-schedule.ts';
import type { InputJudgement } from './schema/input-judgement.ts';
import type { PlanStep } from './steps/plan-step.ts';
import type { Template } from './template/template.ts';

/** A compiled definition: immutable, and the only form of a workflow that the rest of the system uses. */
export interface Plan {
  readonly name: string;
  /** Hash of the canonical definition: at least 16 lower-case hex characters. */
  readonly version: string;
  readonly definition: WorkflowDefinition;
  readonly steps: ReadonlyMap<string, PlanStep>;
  readonly roots: readonly string[];
  readonly leaves: readonly string[];
  /** The agents that its steps call, each once. */
  readonly agents: readonly string[];
  /** The run's output. It is evaluated when every leaf has its outcome; it may read the leaves too. */
  readonly output: Template;
  /** What its runs are listed by; `evaluateAttributes` says what these are for an input. */
  readonly attributes: readonly PlanAttribute[];
  readonly timeoutMs: number | undefined;
  /** How long its runs are kept from their end, in the archive too; undefined: as the fleet says. */
  readonly retentionMs: number | undefined;
  /** What a push makes of it; undefined in a plan of a stored definition, which starts no schedule. */
  readonly schedule: WorkflowSchedule | undefined;
  /** Whether any of its steps has a `startWithin` or a `within`. */
  readonly hasDeadlines: boolean;
  readonly warnings: readonly string[];
  /** Checks an input against the workflow's schema. Never throws. */
  judgeInput(input: Json): InputJudgement;
}
