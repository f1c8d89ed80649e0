import { calculate, isNumber, makeDouble, makeInt, toDouble } from './cel-number.ts';
import { CelList, type CelValue, toItems, toMapView, typeOf } from './cel-value.ts';
import { ExpressionFailure } from './expression-failure.ts';
import { type Frame, spend } from './frame.ts';
import { EXPRESSION_LIMITS } from './limits.ts';

/** A function of CEL. The compiler has checked the number of arguments. */
export interface CelFunction {
  readonly minArguments: number;
  readonly maxArguments: number;
  call(args: readonly CelValue[], frame: Frame): CelValue;
}

export function defineFunction(
  minArguments: number,
  maxArguments: number,
  call: CelFunction['call'],
): CelFunction {
  return { minArguments, maxArguments, call };
}

function refuse(name: string, value: CelValue | undefined): never {
  throw new ExpressionFailure(`no such operation: ${name} of a ${typeOf(value ?? null)}`);
}

/** `name(value)`. */
export const GLOBAL_FUNCTIONS: ReadonlyMap<string, CelFunction> = new Map([
  ['size', defineFunction(1, 1, ([value], frame) => measureSize(value ?? null, frame))],
  ['int', defineFunction(1, 1, ([value]) => toInt(value ?? null))],
  ['double', defineFunction(1, 1, ([value]) => convertToDouble(value ?? null))],
  ['string', defineFunction(1, 1, ([value]) => convertToText(value ?? null))],
  ['bool', defineFunction(1, 1, ([value]) => toBool(value ?? null))],
  ['dyn', defineFunction(1, 1, ([value]) => value ?? null)],
]);

/** Number of characters (code points), items or keys. */
export function measureSize(value: CelValue, frame: Frame): CelValue {
  if (typeof value === 'string') {
    spend(frame, value.length / 16);
    let size = 0;
    for (const _character of value) size += 1;
    return size;
  }
  const items = toItems(value);
  if (items !== undefined) return items.length;
  const map = toMapView(value);
  if (map === undefined) return refuse('size', value);
  const { size } = map;
  spend(frame, 2 * size);
  return size;
}

function toInt(value: CelValue): CelValue {
  if (typeof value === 'string' && /^-?[0-9]{1,19}$/.test(value)) return makeInt(BigInt(value));
  if (!isNumber(value)) throw new ExpressionFailure(`int() cannot convert this ${typeOf(value)}`);
  if (typeOf(value) === 'int') return value;
  const double = toDouble(value);
  if (!Number.isFinite(double)) throw new ExpressionFailure('integer overflow: beyond 64 bits');
  return makeInt(BigInt(Math.trunc(double)));
}

function convertToDouble(value: CelValue): CelValue {
  if (isNumber(value)) return makeDouble(toDouble(value));
  if (typeof value === 'string' && /^[-+]?[0-9]{1,400}(\.[0-9]{1,400})?([eE][-+]?[0-9]{1,4})?$/.test(value)) {
    return makeDouble(Number(value));
  }
  throw new ExpressionFailure(`double() cannot convert this ${typeOf(value)}`);
}

function convertToText(value: CelValue): CelValue {
  if (typeof value === 'string') return value;
  if (typeof value === 'boolean' || typeof value === 'bigint') return String(value);
  if (isNumber(value)) return String(toDouble(value));
  return refuse('string()', value);
}

function toBool(value: CelValue): CelValue {
  if (typeof value === 'boolean') return value;
  if (value === 'true' || value === 'false') return value === 'true';
  throw new ExpressionFailure(`bool() cannot convert this ${typeOf(value)}`);
}

/** `left + right`: numbers, strings, lists. */
export function add(left: CelValue, right: CelValue, frame: Frame): CelValue {
  if (isNumber(left) && isNumber(right)) return calculate('+', left, right);
  if (typeof left === 'string' && typeof right === 'string') {
    return buildText(left.length + right.length, frame, () => left + right);
  }
  const leftItems = toItems(left);
  const rightItems = toItems(right);
  if (leftItems === undefined || rightItems === undefined) {
    throw new ExpressionFailure(`no such operation: ${typeOf(left)} + ${typeOf(right)}`);
  }
  return buildList(leftItems.length + rightItems.length, frame, () => [...leftItems, ...rightItems]);
}

/** Builds a string after its length was checked. */
export function buildText(length: number, frame: Frame, build: () => string): string {
  judgeTextLength(length);
  spend(frame, length / 64);
  return build();
}

/** @throws ExpressionFailure for a string that is too long */
export function judgeTextLength(length: number): void {
  const limit = EXPRESSION_LIMITS.resultCharacters;
  if (length <= limit) return;
  throw new ExpressionFailure(`a string of more than ${limit} characters`, 'EXPRESSION_FAILED', true);
}

/** Builds a list after its length was checked. */
export function buildList(length: number, frame: Frame, build: () => CelValue[]): CelList {
  if (length > EXPRESSION_LIMITS.listItems) {
    const limit = EXPRESSION_LIMITS.listItems;
    throw new ExpressionFailure(`a list of more than ${limit} items`, 'EXPRESSION_FAILED', true);
  }
  spend(frame, length / 8);
  return new CelList(build());
}
