import { type Failure, LIMITS } from '@ag06/contracts';
import { type FieldSizes, nameLargest } from '../../decide/field-sizes.ts';
import type { Plan } from '../../plan.ts';

const NULL_BYTES = 4;

/**
 * Refuses a run's output that is certainly too large, by the lengths of the fields that it contains whole. An output that is
 * one field may have any size, because it is passed on as it is.
 */
export function judgeOutput(plan: Plan, sizes: FieldSizes): Failure | undefined {
  const { wholes, passes } = plan.output;
  if (passes !== undefined) return undefined;
  const total = wholes.reduce((sum, field) => sum + (sizes.get(field) ?? NULL_BYTES), 0);
  if (total <= LIMITS.builtOutputBytes) return undefined;
  const held = new Map(wholes.map((field) => [field, sizes.get(field) ?? NULL_BYTES]));
  const message = `The workflow's output would have ${total} bytes or more, more than ${LIMITS.builtOutputBytes}: ${nameLargest(held)}. Name less in \`output\`.`;
  return { code: 'OUTPUT_TOO_LARGE', message };
}
