import { CelDouble, type CelValue, isIntNumber, typeOf } from './cel-value.ts';
import { ExpressionFailure } from './expression-failure.ts';

/** CEL's numbers: int has 64 bits; an operation of two ints gives an int, any other a double. */
type CelNumber = number | bigint | CelDouble;
export type ArithmeticOperator = '+' | '-' | '*' | '/' | '%';

const INT_MAX = 2n ** 63n - 1n;
const INT_MIN = -(2n ** 63n);

export function isNumber(value: CelValue): value is CelNumber {
  return typeof value === 'number' || typeof value === 'bigint' || value instanceof CelDouble;
}

export function toDouble(value: CelNumber): number {
  return value instanceof CelDouble ? value.value : Number(value);
}

/** A double. It is marked as one if JSON would read it as an int. */
export function makeDouble(value: number): CelNumber {
  return isIntNumber(value) ? new CelDouble(value) : value;
}

/** An int in its one representation. @throws ExpressionFailure beyond 64 bits */
export function makeInt(value: bigint): CelNumber {
  if (value > INT_MAX || value < INT_MIN) throw new ExpressionFailure('integer overflow: beyond 64 bits');
  const small = Number(value);
  return isIntNumber(small) && BigInt(small) === value ? small : value;
}

/** @throws ExpressionFailure on overflow, division of ints by zero, and `%` of doubles */
export function calculate(operator: ArithmeticOperator, left: CelNumber, right: CelNumber): CelNumber {
  if (typeOf(left) === 'int' && typeOf(right) === 'int') return calculateInts(operator, left, right);
  if (operator === '%') throw new ExpressionFailure('no such operation: % of a double');
  return makeDouble(calculateDoubles(operator, toDouble(left), toDouble(right)));
}

function calculateInts(operator: ArithmeticOperator, left: CelNumber, right: CelNumber): CelNumber {
  if ((operator === '/' || operator === '%') && Number(right) === 0)
    throw new ExpressionFailure('division by zero');
  if (typeof left === 'number' && typeof right === 'number') {
    const quick = calculateSmallInts(operator, left, right);
    // Adding zero turns -0, which ints do not have, into 0.
    if (Number.isSafeInteger(quick)) return quick + 0;
  }
  const a = BigInt(toExact(left));
  const b = BigInt(toExact(right));
  switch (operator) {
    case '+':
      return makeInt(a + b);
    case '-':
      return makeInt(a - b);
    case '*':
      return makeInt(a * b);
    case '/':
      return makeInt(a / b);
    case '%':
      return makeInt(a % b);
  }
}

function toExact(value: CelNumber): number | bigint {
  return value instanceof CelDouble ? value.value : value;
}

/** Exact if the result is a safe integer, which the caller checks. */
function calculateSmallInts(operator: ArithmeticOperator, left: number, right: number): number {
  return operator === '/' ? Math.trunc(left / right) : calculateDoubles(operator, left, right);
}

function calculateDoubles(operator: ArithmeticOperator, left: number, right: number): number {
  switch (operator) {
    case '+':
      return left + right;
    case '-':
      return left - right;
    case '*':
      return left * right;
    case '/':
      return left / right;
    case '%':
      return left % right;
  }
}

export function negate(value: CelNumber): CelNumber {
  if (typeOf(value) === 'double') return makeDouble(-toDouble(value));
  return typeof value === 'number' ? 0 - value : makeInt(-BigInt(toExact(value)));
}

/** Compares numbers of both kinds by their mathematical value. Returns undefined if one is NaN. */
export function compareNumbers(left: CelNumber, right: CelNumber): number | undefined {
  const a = toExact(left);
  const b = toExact(right);
  if (a < b) return -1;
  if (a > b) return 1;
  return Number.isNaN(Number(a)) || Number.isNaN(Number(b)) ? undefined : 0;
}
