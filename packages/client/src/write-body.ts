import { RefusedError } from './errors.ts';

/**
 * Returns a body as JSON. Throws `RefusedError` NUMBER_INEXACT for numbers that JSON would change silently: NaN and
 * infinities become null, and integers beyond 2^53 lose digits.
 */
export function writeBody(body: unknown): string {
  return JSON.stringify(body, refuseInexact);
}

function refuseInexact(key: string, value: unknown): unknown {
  if (typeof value !== 'number' || isExact(value)) return value;
  const expected = 'a finite number, an integer within ±2^53, or a text';
  throw new RefusedError({
    status: 422,
    code: 'NUMBER_INEXACT',
    detail: `The number ${key === '' ? '' : `"${key}" `}would be changed on its way: send it as a text.`,
    errors: [{ path: key, expected, got: String(value) }],
  });
}

function isExact(value: number): boolean {
  const isWrittenAsInteger = Number.isInteger(value) && Math.abs(value) < 1e21;
  return Number.isFinite(value) && (!isWrittenAsInteger || Math.abs(value) <= 2 ** 53);
}
