import { endOfNumber, skipString } from '@ag06/contracts/json-text';
import type { PathSegment } from '../field-path.ts';

/** The place of a value in a text of JSON that has been parsed: the keys and positions that lead to the character `target`. */
export function findPath(text: string, target: number): readonly PathSegment[] {
  const path: PathSegment[] = [];
  let key: string | undefined;
  for (let at = 0; at < target; at++) {
    const char = text[at];
    if (char === '"') {
      const end = skipString(text, at);
      key = text.slice(at, end + 1);
      at = end;
    } else if (char === '[') path.push(0);
    else if (char === '{') path.push('');
    else if (char === ']' || char === '}') path.pop();
    else if (char === ':' && key !== undefined) path[path.length - 1] = String(JSON.parse(key));
    else if (char === ',') {
      const last = path.at(-1);
      if (typeof last === 'number') path[path.length - 1] = last + 1;
    }
  }
  return path;
}

/** The number that stands there. */
export const numberAt = (text: string, at: number): string => text.slice(at, endOfNumber(text, at));
