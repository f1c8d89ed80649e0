export const EXACT_NUMBER =
  'a number that every reader keeps: an integer within ±2^53, or the digits as a text';

const INTEGER = /^-?\d+$/;
const LARGEST = 2n ** 53n;

/** Whether a JSON literal is read exactly: no integer beyond 2^53, and nothing beyond the range of doubles. */
export function isExactNumber(literal: string): boolean {
  if (!INTEGER.test(literal)) return Math.abs(Number(literal)) !== Number.POSITIVE_INFINITY;
  if (literal.length <= 15) return true;
  // Certainly beyond it; BigInt would take its time.
  if (literal.length > 20) return false;
  const value = BigInt(literal);
  return value <= LARGEST && value >= -LARGEST;
}

/** Whether every reader gets the same number from the JSON of a JavaScript number. */
export function isExactValue(value: number): boolean {
  if (!Number.isFinite(value)) return false;
  // From 10^21 on it is written with an exponent, and so as a fraction.
  const isWrittenAsInteger = Number.isInteger(value) && Math.abs(value) < 1e21;
  return !isWrittenAsInteger || Math.abs(value) <= 2 ** 53;
}
