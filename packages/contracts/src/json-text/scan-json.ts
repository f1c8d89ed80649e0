import { isExactNumber } from './exact-number.ts';

/** The measures of a JSON text, taken before it is parsed. */
interface JsonScan {
  /** Whether it is deeper or has more parts than the bounds. The scan ends there. */
  readonly exceeds: 'depth' | 'parts' | undefined;
  /** The position of the first number that a double cannot hold: an integer beyond 2^53, or one beyond all doubles. */
  readonly inexactAt: number | undefined;
}

export interface JsonBounds {
  readonly depth: number;
  /** Arrays, objects, elements and keys. */
  readonly parts: number;
}

const [QUOTE, BACKSLASH, COMMA, COLON, MINUS] = [34, 92, 44, 58, 45];
const [OPEN_BRACE, CLOSE_BRACE, OPEN_BRACKET, CLOSE_BRACKET] = [123, 125, 91, 93];

/** Scans a text once without building anything, so that one that is too deep or too large is refused at no cost. */
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

/** Returns the position of the quote that ends a string, or of the end of the text. */
export function skipString(text: string, start: number): number {
  let at = start + 1;
  for (; at < text.length; at++) {
    const char = text.charCodeAt(at);
    if (char === QUOTE) return at;
    if (char === BACKSLASH) at++;
  }
  return at;
}

/** Returns the position after a number. */
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
