import { RefusedError } from './errors.ts';

/** What `fetch` takes: Latin-1 without line breaks and other controls. */
const VALUE_PATTERN = /^[\t\x20-\x7e\x80-\xff]*$/;

/**
 * Throws `RefusedError` HEADER_INVALID if a value cannot be sent in a header, such as a correlation id with `Ł`. `fetch` would reject as
 * if nothing answered.
 */
export function checkHeaders(headers: Readonly<Record<string, string>>): void {
  for (const [name, value] of Object.entries(headers)) {
    if (VALUE_PATTERN.test(value)) continue;
    throw new RefusedError({
      status: 422,
      code: 'HEADER_INVALID',
      detail: `The header ${name} cannot hold this value. Nothing was sent: use ASCII characters without line breaks.`,
      errors: [{ path: name, expected: 'printable ASCII characters', got: JSON.stringify(value) }],
    });
  }
}
