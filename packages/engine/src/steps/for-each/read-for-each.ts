import { type Json, LIMITS } from '@ag06/contracts';
import type { ViolationList } from '../../compile/definition-fields.ts';
import type { PathSegment } from '../../field-path.ts';
import { type JsonObject, readOwn } from '../../json-value.ts';
import { compileTemplate, isOneExpression } from '../../template/compile-template.ts';
import type { StepSource } from '../step-source.ts';
import type { ListStep } from './for-each-step.ts';

const DEFAULT_CONCURRENCY = 10;
const LIST = 'a list, or a string that is one ${…} expression giving a list';

/** Reads the list that a step goes over, and how many of its items run at a time. */
export function readForEach(
  { body, path, names }: StepSource,
  violations: ViolationList,
): Pick<ListStep, 'list' | 'concurrency'> {
  const list = readOwn(body, 'forEach') ?? null;
  const listPath = [...path, 'forEach'];
  const concurrency = readConcurrency(body, path, violations);
  checkList(list, listPath, violations);
  return { list: compileTemplate(list, listPath, { names, violations }), concurrency };
}

function checkList(list: Json, path: readonly PathSegment[], violations: ViolationList): void {
  const isExpression = typeof list === 'string' && isOneExpression(list);
  if (!Array.isArray(list) && !isExpression) violations.add(path, LIST, list);
  if (Array.isArray(list) && list.length > LIMITS.items)
    violations.add(path, `at most ${LIMITS.items} items`, list);
}

function readConcurrency(body: JsonObject, path: readonly PathSegment[], violations: ViolationList): number {
  const value = readOwn(body, 'concurrency');
  if (value === undefined) return DEFAULT_CONCURRENCY;
  const isValid = typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= LIMITS.lanes;
  if (isValid) return value;
  violations.add([...path, 'concurrency'], `an integer from 1 to ${LIMITS.lanes}`, value);
  return DEFAULT_CONCURRENCY;
}
