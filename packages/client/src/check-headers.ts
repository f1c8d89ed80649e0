import { RefusedError } from './errors.ts';

/** What `fetch` does not take: controls, and what is not Latin-1. */
const UNFIT = /[^\t\n\r\x20-\x7e\x80-\xff]/u;
/** Nor these within a value. Around it, `fetch` takes them off: a token that was read from a file has one at its end. */
const LINE_BREAK = /[\n\r]/;

/**
 * Throws `RefusedError` HEADER_INVALID if a value cannot be sent in a header, such as a correlation id with `Ł`. `fetch` would reject as
 * if nothing answered. The error tells the character that does not fit, and not the value, which may be a secret.
 */
export function checkHeaders(headers: Readonly<Record<string, string>>): void {
  for (const [name, value] of Object.entries(headers)) {
    const [unfit] = UNFIT.exec(value) ?? LINE_BREAK.exec(value.trim()) ?? [];
    if (unfit === undefined) continue;
    throw new RefusedError({
      status: 422,
      code: 'HEADER_INVALID',
      detail: `The header ${name} cannot hold this value. Nothing was sent: use ASCII characters without line breaks.`,
      errors: [{ path: name, expected: 'printable ASCII characters', got: `also ${JSON.stringify(unfit)}` }],
    });
  }
}
