import { LIMITS } from '@ag06/contracts';
import { isLargeText, type Next, OUTPUT_UNIT, type RunEnd, type RunField } from '@ag06/protocol';
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

/** A large value is read, or passed on, when the output is held. */
function isAtHand(field: RunField, { values }: DecisionContext): boolean {
  const text = values.get(field);
  return text !== undefined && text.length <= LIMITS.outputBytes && !isLargeText(text);
}

/** Decides about the held output. */
export function decideOutput(plan: Plan, context: DecisionContext): Decision {
  return { change: { to: 'ended' }, next: [], end: evaluateOutput(plan, context) };
}

/** Evaluates the output once all leaves have their outcomes and its fields were loaded. */
function evaluateOutput(plan: Plan, { values, run }: DecisionContext): RunEnd {
  const { passes } = plan.output;
  const passed = passes && values.get(passes);
  if (passed !== undefined && isLargeText(passed)) return { status: 'completed', output: passed };
  const result = evaluateTemplate(plan.output, values, run, 1);
  if (!result.ok) return failRun({ code: result.code, message: `The workflow's output: ${result.message}` });
  const output = JSON.stringify(result.value);
  if (passed !== undefined || fitsBytes(output, LIMITS.builtOutputBytes))
    return { status: 'completed', output };
  return failRun({
    code: 'OUTPUT_TOO_LARGE',
    message: `The workflow's output has ${utf8Length(output)} bytes, more than ${LIMITS.builtOutputBytes}. Name less in \`output\`.`,
  });
}
