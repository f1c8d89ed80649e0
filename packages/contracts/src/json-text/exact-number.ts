export const EXACT_NUMBER =
  'a number that every reader keeps: an integer within ±2^53, or the digits as a text';

const INTEGER = /^-?\d+$/;
const LARGEST = 2n ** 53n;

/** Whether a literal of JSON becomes the number that it says: no integer beyond 2^53, and nothing beyond all doubles. */
export function isExactNumber(literal: string): boolean {
  if (!INTEGER.test(literal)) return Math.abs(Number(literal)) !== Number.POSITIVE_INFINITY;
  if (literal.length <= 15) return true;
  // Beyond for sure; BigInt would take its time.
  if (literal.length > 20) return false;
  const value = BigInt(literal);
  return value <= LARGEST && value >= -LARGEST;
}

/** Whether a number of JavaScript, written as JSON, is read as the same by everybody. */
export function isExactValue(value: number): boolean {
  if (!Number.isFinite(value)) return false;
  // From 10^21 on it is written with an exponent, and so as a fraction.
  const isWrittenAsInteger = Number.isInteger(value) && Math.abs(value) < 1e21;
  return !isWrittenAsInteger || Math.abs(value) <= 2 ** 53;
}
