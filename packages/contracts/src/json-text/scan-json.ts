import { isExactNumber } from './exact-number.ts';

/** What is known of a text of JSON before anything is built from it. */
export interface JsonScan {
  /** Whether it nests deeper, or has more parts, than the bounds; the scan ends there. */
  readonly exceeds: 'depth' | 'parts' | undefined;
  /** Where the first number stands that a double does not hold: an integer beyond 2^53, or one beyond all doubles. */
  readonly inexactAt: number | undefined;
}

export interface JsonBounds {
  readonly depth: number;
  /** Arrays, objects, elements and keys. */
  readonly parts: number;
}

const [QUOTE, BACKSLASH, COMMA, COLON, MINUS] = [34, 92, 44, 58, 45];
const [OPEN_BRACE, CLOSE_BRACE, OPEN_BRACKET, CLOSE_BRACKET] = [123, 125, 91, 93];

/** Reads a text once and builds nothing: what is too deep or too much is known before it costs anything. */
export function scanJson(text: string, bounds: JsonBounds): JsonScan {
  let depth = 0;
  let parts = 0;
  let inexactAt: number | undefined;
  for (let at = 0; at < text.length; at++) {
    const char = text.charCodeAt(at);
    if (char === QUOTE) at = skipString(text, at);
    else if (char === COMMA || char === COLON) parts++;
    else if (char === OPEN_BRACE || char === OPEN_BRACKET) {
      depth++;
      parts++;
    } else if (char === CLOSE_BRACE || char === CLOSE_BRACKET) depth--;
    else if (char === MINUS || isDigit(char)) {
      const end = endOfNumber(text, at);
      if (inexactAt === undefined && !isExactNumber(text.slice(at, end))) inexactAt = at;
      at = end - 1;
    }
    if (depth > bounds.depth) return { exceeds: 'depth', inexactAt };
    if (parts > bounds.parts) return { exceeds: 'parts', inexactAt };
  }
  return { exceeds: undefined, inexactAt };
}

/** The position of the quote that ends a string, or of the end of the text. */
export function skipString(text: string, start: number): number {
  let at = start + 1;
  for (; at < text.length; at++) {
    const char = text.charCodeAt(at);
    if (char === QUOTE) return at;
    if (char === BACKSLASH) at++;
  }
  return at;
}

/** The position behind a number. */
export function endOfNumber(text: string, start: number): number {
  let at = start + 1;
  for (; at < text.length; at++) {
    const char = text.charCodeAt(at);
    // + - . E e
    const goesOn =
      isDigit(char) || char === 43 || char === MINUS || char === 46 || char === 69 || char === 101;
    if (!goesOn) break;
  }
  return at;
}

const isDigit = (char: number): boolean => char >= 48 && char <= 57;
