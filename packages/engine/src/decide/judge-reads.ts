import { type Failure, LIMITS, stepOfUnit } from '@ag06/contracts';
import { OUTPUT_UNIT } from '@ag06/protocol';
import type { Plan } from '../plan.ts';
import { judgeOutput } from '../steps/output/judge-output.ts';
import { decideOutcome } from './decide-outcome.ts';
import type { Decision, DecisionContext, HeldItem } from './decision.ts';
import { decideFailure } from './end-step.ts';
import { failRun } from './fail-run.ts';
import { type FieldSizes, nameLargest } from './field-sizes.ts';
import { stepOf } from './openings.ts';

/**
 * Refuses, by the lengths of the fields and before any is read, a unit that reads too much, or a run output that would
 * become too large.
 */
export function judgeReads(plan: Plan, unit: string, sizes: FieldSizes): Failure | undefined {
  const output = unit === OUTPUT_UNIT ? judgeOutput(plan, sizes) : undefined;
  if (output !== undefined) return output;
  if (unit === OUTPUT_UNIT && plan.output.passes !== undefined) return undefined;
  const total = [...sizes.values()].reduce((sum, bytes) => sum + bytes, 0);
  if (total <= LIMITS.readBytes) return undefined;
  const whose = unit === OUTPUT_UNIT ? "The workflow's output" : `Step ${unit}`;
  const message = `${whose} reads ${total} bytes, more than ${LIMITS.readBytes}: ${nameLargest(sizes)}. Read less, or let these give less.`;
  return { code: 'READS_TOO_LARGE', message };
}

/** Decides about a held unit whose fields are too large to be evaluated. */
export function decideUnreadable(
  plan: Plan,
  unit: string,
  attempt: number,
  failure: Failure,
  context: DecisionContext,
  item?: Pick<HeldItem, 'index'>,
): Decision {
  if (unit === OUTPUT_UNIT) return { change: { to: 'ended' }, next: [], end: failRun(failure) };
  const step = stepOf(plan, stepOfUnit(unit));
  if (item === undefined) return decideFailure(plan, step, attempt, failure, context);
  return decideOutcome(
    plan,
    step,
    { attempt, item },
    { status: 'failed', failure, isRetryable: false },
    context,
  );
}
