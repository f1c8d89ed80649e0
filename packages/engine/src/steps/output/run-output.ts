import { LIMITS } from '@ag06/contracts';
import { type Next, OUTPUT_UNIT, type RunEnd, type RunField } from '@ag06/protocol';
import type { Decision, DecisionContext } from '../../decide/decision.ts';
import { failRun } from '../../decide/fail-run.ts';
import { evaluateTemplate } from '../../decide/scope.ts';
import type { Plan } from '../../plan.ts';
import { fitsBytes, utf8Length } from '../../utf8-length.ts';

/** Opens the unit that ends a run. Its leaves open it, and it is evaluated when all of them have their outcomes. */
export function openOutput(plan: Plan, context: DecisionContext): Next {
  const reads = plan.output.fields;
  const unit = { unit: OUTPUT_UNIT, needs: plan.leaves.length };
  // With a single leaf the run certainly ends here: in this commit, if everything that the output reads was loaded.
  const canEnd = plan.leaves.length === 1 && reads.every((field) => isAtHand(field, context));
  if (!canEnd) return { ...unit, mode: 'evaluate', reads };
  return { ...unit, mode: 'end', reads, end: evaluateOutput(plan, context) };
}

const isAtHand = (field: RunField, context: DecisionContext): boolean => context.values.has(field);

/** Decides about the held output. */
export function decideOutput(plan: Plan, context: DecisionContext): Decision {
  return { change: { to: 'ended' }, next: [], end: evaluateOutput(plan, context) };
}

/** Evaluates the output once all leaves have their outcomes and its fields were loaded. */
function evaluateOutput(plan: Plan, { values, run }: DecisionContext): RunEnd {
  const result = evaluateTemplate(plan.output, values, run, 1);
  if (!result.ok) return failRun({ code: result.code, message: `The workflow's output: ${result.message}` });
  const output = JSON.stringify(result.value);
  if (fitsBytes(output, LIMITS.outputBytes)) return { status: 'completed', output };
  return failRun({
    code: 'OUTPUT_TOO_LARGE',
    message: `The workflow's output has ${utf8Length(output)} bytes, more than ${LIMITS.outputBytes}. Name less in \`output\`.`,
  });
}
