import { endOfNumber, isExactNumber, scanJson, skipString } from '@ag06/contracts/json-text';

const ANY = { depth: Number.POSITIVE_INFINITY, parts: Number.POSITIVE_INFINITY };

/**
 * Returns a JSON text in which numbers that JavaScript would change, such as ids of 64 bits, are strings with the same
 * digits.
 */
export function quoteInexact(text: string): string {
  if (scanJson(text, ANY).inexactAt === undefined) return text;
  let quoted = '';
  let copied = 0;
  for (let at = 0; at < text.length; at++) {
    const char = text[at] ?? '';
    if (char === '"') at = skipString(text, at);
    if (!/[-\d]/.test(char)) continue;
    const end = endOfNumber(text, at);
    const literal = text.slice(at, end);
    if (!isExactNumber(literal)) {
      quoted += `${text.slice(copied, at)}"${literal}"`;
      copied = end;
    }
    at = end - 1;
  }
  return quoted + text.slice(copied);
}
