import type { Json } from '@ag06/contracts';
import { Refusal } from '@ag06/contracts/error';
import { EXACT_NUMBER, scanJson } from '@ag06/contracts/json-text';
import { LIMITS } from '@ag06/contracts/limits';
import { shorten } from '../describe-value.ts';
import { formatPath, type PathSegment } from '../field-path.ts';
import { findPath, numberAt } from './find-path.ts';

const BOUNDS = { depth: LIMITS.depth, parts: LIMITS.parts };

/**
 * Parses a text of JSON from outside. How deep it is and how much it holds are judged before it is built, and no number
 * of it is changed. Keys such as `__proto__` are own properties of what it gives.
 *
 * @throws Refusal 400 BODY_MALFORMED, BODY_TOO_DEEP, BODY_TOO_COMPLEX; 422 NUMBER_INEXACT
 */
export function parseJson(text: string): Json {
  const { exceeds, inexactAt } = scanJson(text, BOUNDS);
  if (exceeds === 'depth') throw refuseDepth();
  if (exceeds === 'parts') throw refuseParts();
  const value = parse(text);
  if (inexactAt !== undefined) throw refuseNumber(findPath(text, inexactAt), numberAt(text, inexactAt));
  return value;
}

function parse(text: string): Json {
  try {
    return JSON.parse(text);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new Refusal(400, 'BODY_MALFORMED', `The body is not JSON: ${reason}`, { cause });
  }
}

export function refuseDepth(): Refusal {
  const message = `The body nests deeper than ${LIMITS.depth} levels. Make it flatter.`;
  return new Refusal(400, 'BODY_TOO_DEEP', message);
}

export function refuseParts(): Refusal {
  const message = `The body has more than ${LIMITS.parts} parts (lists, objects, elements and keys). Send less at once, or hand over the place of the data in its stead.`;
  return new Refusal(400, 'BODY_TOO_COMPLEX', message);
}

export function refuseNumber(path: readonly PathSegment[], literal: string): Refusal {
  const errors = [{ path: formatPath(path), expected: EXACT_NUMBER, got: shorten(literal) }];
  const message = `The number at ${errors[0]?.path || 'the top'} would be changed on its way: send it as a text.`;
  return new Refusal(422, 'NUMBER_INEXACT', message, { errors });
}
