/** A decimal number: `digits` times a power of ten. */
interface Decimal {
  readonly digits: bigint;
  readonly exponent: number;
}

/**
 * `multipleOf` by the decimals as written: 0.07 is a multiple of 0.01, although the quotient of the doubles is no integer.
 */
export function isMultipleOf(step: number, value: number): boolean {
  if (Number.isInteger(step) && Number.isSafeInteger(value)) return value % step === 0;
  const [a, b] = [toDecimal(value), toDecimal(step)];
  const exponent = Math.min(a.exponent, b.exponent);
  return b.digits !== 0n && scale(a, exponent) % scale(b, exponent) === 0n;
}

/** The shortest decimal for a double, which is how JSON writes it. */
function toDecimal(value: number): Decimal {
  const [mantissa = '', power = '0'] = String(value).split('e');
  const [whole = '', fraction = ''] = mantissa.split('.');
  return { digits: BigInt(whole + fraction), exponent: Number(power) - fraction.length };
}

const scale = ({ digits, exponent }: Decimal, to: number): bigint => digits * 10n ** BigInt(exponent - to);
