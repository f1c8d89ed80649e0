import type { Json } from '@ag06/contracts';
import { LIMITS } from '@ag06/contracts';
import type { RunField } from '@ag06/protocol';
import { needObject, refuseUnknownFields, type ViolationList } from '../../compile/definition-fields.ts';
import type { VisibleNames } from '../../expression/names.ts';
import type { PathSegment } from '../../field-path.ts';
import { readOwn } from '../../json-value.ts';
import { compileCondition } from '../../template/compile-template.ts';
import type { Template } from '../../template/template.ts';
import { readsOf, type StepHead, type StepSource } from '../step-source.ts';
import type { Repeat } from './repeat.ts';

const FIELDS = ['until', 'max'] as const;

/** The names in the `with` of a step, which depend on whether it repeats. */
export const namesWithin = ({ body, names }: Pick<StepSource, 'body' | 'names'>): VisibleNames =>
  Object.hasOwn(body, 'repeat') ? { ...names, hasIteration: true } : names;

/** Returns undefined if the step does not repeat or, with violations, if its `repeat` is wrong. */
export function readRepeat(source: StepSource, violations: ViolationList): Repeat | undefined {
  const value = readOwn(source.body, 'repeat');
  if (value === undefined) return undefined;
  const path = [...source.path, 'repeat'];
  const repeat = needObject(value, path, violations);
  if (repeat === undefined) return undefined;
  refuseUnknownFields(repeat, FIELDS, path, violations);
  const until = readUntil(readOwn(repeat, 'until'), [...path, 'until'], source, violations);
  const max = readMax(readOwn(repeat, 'max'), [...path, 'max'], violations);
  return until === undefined || max === undefined ? undefined : { until, max };
}

function readUntil(
  value: Json | undefined,
  path: readonly PathSegment[],
  source: StepSource,
  violations: ViolationList,
): Template | undefined {
  if (value !== undefined) return compileCondition(value, path, { names: namesWithin(source), violations });
  violations.add(path, 'a ${…} expression giving a boolean, after which the step is done', value);
  return undefined;
}

function readMax(
  value: Json | undefined,
  path: readonly PathSegment[],
  violations: ViolationList,
): number | undefined {
  const isValid =
    typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= LIMITS.iterations;
  if (isValid) return value;
  violations.add(path, `an integer from 1 to ${LIMITS.iterations}, the first iteration included`, value);
  return undefined;
}

/** What a step reads when it opens, in each iteration. */
export function readsOfIterations(
  { id, when }: Pick<StepHead, 'id' | 'when'>,
  input: Template,
  repeat: Repeat | undefined,
): readonly RunField[] {
  const reads = readsOf(when, input, repeat?.until);
  return input.readsOutput ? Object.freeze([...reads, `p:${id}` as const]) : reads;
}
