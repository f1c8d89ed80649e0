import { type Failure, LIMITS } from '@ag06/contracts';
import { OUTPUT_UNIT, type RunField } from '@ag06/protocol';
import type { Plan } from '../plan.ts';
import { decideFailure } from './decide-outcome.ts';
import type { Decision, DecisionContext } from './decision.ts';
import { failRun, stepOf } from './openings.ts';

/** How many bytes fields have, by their lengths in the store; one that is absent does not exist. */
export type FieldSizes = ReadonlyMap<RunField, number>;

const NULL_BYTES = 4;
const LARGEST = 3;

/**
 * What is wrong with what a unit is about to read, told before any of it is read: it is too much, or the run's output
 * that would be made of it is too large.
 */
export function judgeReads(plan: Plan, unit: string, sizes: FieldSizes): Failure | undefined {
  if (unit === OUTPUT_UNIT) {
    const output = judgeOutput(plan, sizes);
    if (output !== undefined) return output;
  }
  const total = [...sizes.values()].reduce((sum, bytes) => sum + bytes, 0);
  if (total <= LIMITS.readBytes) return undefined;
  const whose = unit === OUTPUT_UNIT ? "The workflow's output" : `Step ${unit}`;
  const message = `${whose} reads ${total} bytes, more than ${LIMITS.readBytes}: ${nameLargest(sizes)}. Read less, or let these give less.`;
  return { code: 'READS_TOO_LARGE', message };
}

function judgeOutput(plan: Plan, sizes: FieldSizes): Failure | undefined {
  const { wholes } = plan.output;
  const total = wholes.reduce((sum, field) => sum + (sizes.get(field) ?? NULL_BYTES), 0);
  if (total <= LIMITS.outputBytes) return undefined;
  const held = new Map(wholes.map((field) => [field, sizes.get(field) ?? NULL_BYTES]));
  const message = `The workflow's output would have ${total} bytes or more, more than ${LIMITS.outputBytes}: ${nameLargest(held)}. Name less in \`output\`.`;
  return { code: 'OUTPUT_TOO_LARGE', message };
}

function nameLargest(sizes: FieldSizes): string {
  const largest = [...sizes].sort(([, a], [, b]) => b - a);
  const named = largest.slice(0, LARGEST).map(([field, bytes]) => `${nameField(field)} has ${bytes}`);
  const more = largest.length - named.length;
  return more > 0 ? `${named.join(', ')}, ${more} more have less` : named.join(', ');
}

function nameField(field: RunField): string {
  if (field === 'in') return 'the input';
  const step = field.slice(2);
  return field.startsWith('e:') ? `the error of step ${step}` : `the output of step ${step}`;
}

/** What follows when a held unit cannot be evaluated because of what it reads. */
export function decideUnreadable(
  plan: Plan,
  unit: string,
  attempt: number,
  failure: Failure,
  context: DecisionContext,
): Decision {
  if (unit === OUTPUT_UNIT) return { change: { to: 'ended' }, next: [], end: failRun(failure) };
  return decideFailure(plan, stepOf(plan, unit), attempt, failure, context);
}
