import { judgeReads, type Outcome, type PlanStep } from '@ag06/engine';
import type { RunStore } from '@ag06/store';
import type { RunContext } from '../run-context.ts';

/** The end of a child as its step sees it, in this iteration of the step. */
interface ReadOutcome {
  readonly outcome: Outcome;
  readonly iteration: number | undefined;
}

/**
 * Reads what the decision about the end of a child needs if its step repeats: the iteration, and into the context what
 * `until` reads, unless that is too large. Asks nothing for any other step.
 */
export async function readIteration(
  runs: Pick<RunStore, 'loadFields' | 'loadUnit' | 'measureFields'>,
  { runId, plan, values }: RunContext,
  step: PlanStep,
  outcome: Outcome,
): Promise<ReadOutcome> {
  if (step.kind !== 'workflow' || step.repeat === undefined) return { outcome, iteration: undefined };
  const { fields } = step.repeat.until;
  const [unit, sizes] = await Promise.all([runs.loadUnit(runId, step.id), runs.measureFields(runId, fields)]);
  const iteration = unit?.iteration;
  const failure = judgeReads(plan, step.id, sizes);
  if (failure !== undefined) return { outcome: { status: 'failed', failure, isRetryable: false }, iteration };
  for (const [field, text] of await runs.loadFields(runId, fields)) values.set(field, text);
  return { outcome, iteration };
}
