import type { ViolationList } from '../compile/definition-fields.ts';
import type {
  Attempt,
  CollectedItems,
  Decision,
  DecisionContext,
  HeldLane,
  Outcome,
  Parked,
} from '../decide/decision.ts';
import type { Plan } from '../plan.ts';
import type { PlanStep } from './plan-step.ts';
import type { StepHead, StepSource } from './step-source.ts';
import type { RunLook, UnitLook, Waiting } from './waiting.ts';

/**
 * Everything that the engine asks about one kind of step. How a step opens is data (`opens`, `reads`) that `read` sets, so
 * opening a step does not depend on its kind.
 */
export interface StepKind<Kind extends PlanStep> {
  /** The name in messages, such as "an agent step". */
  readonly title: string;
  /** The field that defines what the step does. Every step has exactly one. */
  readonly field: string;
  /** The field that distinguishes this kind from another one with the same `field`. */
  readonly modifier: string | undefined;
  /** All further fields, besides those that every step has. */
  readonly fields: readonly string[];
  /** Its time alone completes a step that waits, so that a replay decides its outcome again. */
  readonly isCompletedByTime?: true;
  /** Compiles a step of this kind. Returns undefined, with violations, if it cannot be used. */
  read(source: StepSource, head: StepHead, violations: ViolationList): Kind | undefined;
  /** Warns of what is allowed in a step but probably not meant. */
  findWarnings(step: Kind, runTimeoutMs: number | undefined): readonly string[];
  /** Decides about a held step whose condition, if any, is true. */
  decideHeld(plan: Plan, step: Kind, attempt: number, context: DecisionContext): Decision;
  /** Decides about a held lane. Only kinds whose items no agent executes. */
  decideItem?(plan: Plan, step: Kind, held: HeldLane, context: DecisionContext): Decision;
  /** Decides once the outcomes of all items were loaded. Only kinds that have items. */
  decideItems?(
    plan: Plan,
    step: Kind,
    attempt: number,
    items: CollectedItems,
    context: DecisionContext,
  ): Decision;
  /** Decides after an attempt; only for kinds that call an agent or run a workflow. */
  decideOutcome?(
    plan: Plan,
    step: Kind,
    attempt: Attempt,
    outcome: Outcome,
    context: DecisionContext,
  ): Decision;
  /** Decides about a parked unit that is woken. */
  decideWake(plan: Plan, step: Kind, parked: Parked, context: DecisionContext): Decision;
  /**
   * Explains why an open step does not move. Returns no reason while one of its units is executed.
   *
   * @param own the state of the step itself
   */
  explain(step: Kind, own: UnitLook, run: RunLook): readonly Waiting[];
}
