import type { AgentObjective } from '@ag06/contracts/tuning';

/** What the steps of one size are worth: the whole objective, with nothing left to defaults. */
export interface Worth {
  /** Null: it is never late. */
  readonly deadlineS: number | null;
  readonly onTimeValue: number;
  readonly lateValue: number;
  readonly latePenalty: number;
  readonly lostPenalty: number;
}

/** What a step of priority `normal` is worth of which nobody has declared anything (docs/tuning.md, "The objective"). */
export const DEFAULT_WORTH: Worth = {
  deadlineS: null,
  onTimeValue: 2,
  lateValue: 2,
  latePenalty: 2,
  lostPenalty: 4,
};
export const DEFAULT_ATTEMPT_COST = 0.1;

/** As an agent's author declares it. */
export const toObjective = (worth: readonly Worth[], attemptCost: number): AgentObjective => ({
  attemptCost,
  classes: worth.map((one, size) => ({ ...one, ...(worth.length > 1 && { size }) })),
});
