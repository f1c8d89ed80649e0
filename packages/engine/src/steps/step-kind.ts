import type { ViolationList } from '../compile/definition-fields.ts';
import type {
  Attempt,
  CollectedItems,
  Decision,
  DecisionContext,
  Outcome,
  Parked,
} from '../decide/decision.ts';
import type { Plan } from '../plan.ts';
import type { PlanStep } from './plan-step.ts';
import type { StepHead, StepSource } from './step-source.ts';
import type { RunLook, UnitLook, Waiting } from './waiting.ts';

/**
 * Everything that the engine asks of one kind of step. How a step opens is data that `read` puts into it (`opens`,
 * `reads`), so that opening one needs no look at its kind.
 */
export interface StepKind<Kind extends PlanStep> {
  /** As messages name it: "an agent step". */
  readonly title: string;
  /** The field that says what the step does; every step has exactly one of these. */
  readonly field: string;
  /** The field that tells this kind from another one with the same `field`. */
  readonly modifier: string | undefined;
  /** All further fields, besides those that every step has. */
  readonly fields: readonly string[];
  /** Compiles a step of this kind. Undefined, with violations, if it cannot be used. */
  read(source: StepSource, head: StepHead, violations: ViolationList): Kind | undefined;
  /** Warnings of what is allowed in a step and probably not meant. */
  findWarnings(step: Kind, runTimeoutMs: number | undefined): readonly string[];
  /** The decision about a held step whose condition, if it has one, holds. */
  decideHeld(plan: Plan, step: Kind, attempt: number, context: DecisionContext): Decision;
  /** The decision when the outcomes of all items are at hand; only of kinds that have items. */
  decideItems?(
    plan: Plan,
    step: Kind,
    attempt: number,
    items: CollectedItems,
    context: DecisionContext,
  ): Decision;
  /** The decision after an attempt. */
  decideOutcome(
    plan: Plan,
    step: Kind,
    attempt: Attempt,
    outcome: Outcome,
    context: DecisionContext,
  ): Decision;
  /** The decision about a parked unit that is woken. */
  decideWake(plan: Plan, step: Kind, parked: Parked, context: DecisionContext): Decision;
  /**
   * The reasons why an open step does not move; none while one of its units is executed.
   *
   * @param own the state of the step itself
   */
  explain(step: Kind, own: UnitLook, run: RunLook): readonly Waiting[];
}
