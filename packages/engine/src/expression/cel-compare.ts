import { compareNumbers, isNumber } from './cel-number.ts';
import { type CelValue, toItems, toMapView, typeOf } from './cel-value.ts';
import { ExpressionFailure } from './expression-failure.ts';
import { type Frame, spend } from './frame.ts';

/** `==` of any two values: numbers by value, lists and maps by content. Values of different types differ. */
export function isEqual(left: CelValue, right: CelValue, frame: Frame): boolean {
  if (left === right && typeof left === 'object') return true;
  if (typeof left === 'string' || typeof right === 'string') return isSameText(left, right, frame);
  if (isNumber(left) && isNumber(right)) return compareNumbers(left, right) === 0;
  if (typeof left !== 'object' || typeof right !== 'object' || left === null || right === null)
    return left === right;
  const leftItems = toItems(left);
  const rightItems = toItems(right);
  if (leftItems !== undefined && rightItems !== undefined) return areSameItems(leftItems, rightItems, frame);
  if (leftItems !== undefined || rightItems !== undefined || isNumber(left) || isNumber(right)) return false;
  return areSameMaps(left, right, frame);
}

function isSameText(left: CelValue, right: CelValue, frame: Frame): boolean {
  if (typeof left !== 'string' || typeof right !== 'string' || left.length !== right.length) return false;
  if (left.length > 64) spend(frame, left.length / 256);
  return left === right;
}

function areSameItems(left: readonly CelValue[], right: readonly CelValue[], frame: Frame): boolean {
  if (left.length !== right.length) return false;
  spend(frame, 2 * left.length);
  for (let index = 0; index < left.length; index += 1) {
    if (!isEqual(left[index] ?? null, right[index] ?? null, frame)) return false;
  }
  return true;
}

function areSameMaps(left: CelValue, right: CelValue, frame: Frame): boolean {
  const leftMap = toMapView(left);
  const rightMap = toMapView(right);
  if (leftMap === undefined || rightMap === undefined || leftMap.size !== rightMap.size) return false;
  const keys = leftMap.keys();
  // A key of a large object takes about ten times as long to look up as an item of a list.
  spend(frame, 10 * keys.length);
  return keys.every(
    (key) => rightMap.has(key) && isEqual(leftMap.get(key) ?? null, rightMap.get(key) ?? null, frame),
  );
}

/** `value in container`: an item of a list or a key of a map. */
export function isIn(value: CelValue, container: CelValue, frame: Frame): boolean {
  const items = toItems(container);
  if (items !== undefined) {
    return items.some((item) => {
      spend(frame, 1);
      return isEqual(value, item, frame);
    });
  }
  const map = toMapView(container);
  if (map === undefined) throw new ExpressionFailure(`no such operation: in a ${typeOf(container)}`);
  return typeof value === 'string' && map.has(value);
}

type OrderOperator = '<' | '<=' | '>' | '>=';

/** @throws ExpressionFailure unless both are numbers, strings or bools */
export function isOrdered(operator: OrderOperator, left: CelValue, right: CelValue, frame: Frame): boolean {
  const order = compare(operator, left, right, frame);
  if (order === undefined) return false;
  switch (operator) {
    case '<':
      return order < 0;
    case '<=':
      return order <= 0;
    case '>':
      return order > 0;
    case '>=':
      return order >= 0;
  }
}

function compare(operator: OrderOperator, left: CelValue, right: CelValue, frame: Frame): number | undefined {
  if (isNumber(left) && isNumber(right)) return compareNumbers(left, right);
  if (typeof left === 'string' && typeof right === 'string') {
    spend(frame, Math.min(left.length, right.length) / 256);
    if (left === right) return 0;
    return left < right ? -1 : 1;
  }
  if (typeof left === 'boolean' && typeof right === 'boolean') return Number(left) - Number(right);
  throw new ExpressionFailure(`no such operation: ${typeOf(left)} ${operator} ${typeOf(right)}`);
}
