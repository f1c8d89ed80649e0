/**
 * The place of a number above zero in a tree whose leaves have the order of the numbers: its decimal exponent, then its
 * digits, the last of which is not zero. Numbers that people write have short paths: 100 has two symbols. A path that
 * continues another one belongs to a larger number.
 */
export type DecimalPath = readonly number[];

/** Exponents from here to there are one symbol each; those beyond are one more, followed by three digits. */
const LOWEST = -25;
const HIGHEST = 24;
/** The exponent of the smallest number that there is. */
const SMALLEST = -324;

/** Symbols at the root, from 0; everywhere else there are ten. */
export const ROOT_SYMBOLS: number = HIGHEST - LOWEST + 3;
export const DIGITS = 10;

export function toDecimalPath(magnitude: number): DecimalPath {
  const [mantissa = '', exponentText = ''] = magnitude.toExponential().split('e');
  const exponent = Number(exponentText);
  const digits = [...mantissa.replace('.', '')].map(Number);
  if (exponent < LOWEST) return [0, ...toThreeDigits(exponent - SMALLEST), ...digits];
  if (exponent > HIGHEST) return [ROOT_SYMBOLS - 1, ...toThreeDigits(exponent), ...digits];
  return [exponent - LOWEST + 1, ...digits];
}

const toThreeDigits = (whole: number): readonly number[] => [...String(whole).padStart(3, '0')].map(Number);

/** As text; no two paths have the same one. */
export function encodePath([root, ...digits]: DecimalPath): string {
  return `${String(root).padStart(2, '0')}${digits.join('')}`;
}
