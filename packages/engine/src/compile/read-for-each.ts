import { type Json, LIMITS } from '@ag06/contracts';
import type { VisibleNames } from '../expression/names.ts';
import type { PathSegment } from '../field-path.ts';
import { type JsonObject, readOwn } from '../json-value.ts';
import type { ForEach } from '../plan.ts';
import { compileTemplate, isOneExpression } from '../template/compile-template.ts';
import type { ViolationList } from './definition-fields.ts';

const DEFAULT_CONCURRENCY = 10;
const LIST = 'a list, or a string that is one ${…} expression giving a list';

/** The list that a step goes over and how many of its items run at a time; undefined for a plain step. */
export function readForEach(
  object: JsonObject,
  names: VisibleNames,
  path: readonly PathSegment[],
  violations: ViolationList,
): ForEach | undefined {
  const list = readOwn(object, 'forEach');
  const concurrency = readConcurrency(object, list !== undefined, path, violations);
  if (list === undefined) return undefined;
  checkList(list, [...path, 'forEach'], violations);
  const place = { names, violations };
  return Object.freeze({ list: compileTemplate(list, [...path, 'forEach'], place), concurrency });
}

function checkList(list: Json, path: readonly PathSegment[], violations: ViolationList): void {
  const isExpression = typeof list === 'string' && isOneExpression(list);
  if (!Array.isArray(list) && !isExpression) violations.add(path, LIST, list);
  if (Array.isArray(list) && list.length > LIMITS.items)
    violations.add(path, `at most ${LIMITS.items} items`, list);
}

function readConcurrency(
  object: JsonObject,
  isForEach: boolean,
  path: readonly PathSegment[],
  violations: ViolationList,
): number {
  const value = readOwn(object, 'concurrency');
  if (value === undefined) return DEFAULT_CONCURRENCY;
  if (!isForEach) violations.add([...path, 'concurrency'], 'forEach beside it', value);
  const isValid = typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= LIMITS.lanes;
  if (isValid) return value;
  violations.add([...path, 'concurrency'], `an integer from 1 to ${LIMITS.lanes}`, value);
  return DEFAULT_CONCURRENCY;
}
