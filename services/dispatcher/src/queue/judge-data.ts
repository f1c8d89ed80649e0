import { LIMITS, Refusal } from '@ag06/contracts';
import { EXACT_NUMBER, isExactValue } from '@ag06/contracts/json-text';
import { isDeeperThan } from './is-deeper-than.ts';

/**
 * Checks data that BullMQ has parsed by the rules for bodies: depth, number of parts, and inexact numbers.
 *
 * Throws `Refusal` 400 BODY_TOO_DEEP, BODY_TOO_COMPLEX; 422 NUMBER_INEXACT.
 */
export function judgeData(data: unknown): void {
  if (isDeeperThan(data, LIMITS.depth))
    throw new Refusal(
      400,
      'BODY_TOO_DEEP',
      `The data nests deeper than ${LIMITS.depth} levels. Make it flatter.`,
    );
  new Walk().visit(data);
}

/** Walks a value whose depth was checked before. */
class Walk {
  #parts = 0;
  readonly #path: string[] = [];

  visit(value: unknown): void {
    if (typeof value === 'number' && !isExactValue(value)) throw this.#refuseNumber(value);
    if (typeof value !== 'object' || value === null) return;
    const isList = Array.isArray(value);
    for (const key of Object.keys(value)) {
      this.#parts += isList ? 1 : 2;
      if (this.#parts > LIMITS.parts) {
        const message = `The data has more than ${LIMITS.parts} parts (lists, objects, elements and keys). Send less at once, or the place of the data in its stead.`;
        throw new Refusal(400, 'BODY_TOO_COMPLEX', message);
      }
      this.#path.push(key);
      this.visit(Reflect.get(value, key));
      this.#path.pop();
    }
  }

  #refuseNumber(value: number): Refusal {
    const path = this.#path.join('.').slice(0, 200);
    const errors = [{ path, expected: EXACT_NUMBER, got: String(value) }];
    const message = `The number at ${path || 'the top'} was changed on its way: send it as a text.`;
    return new Refusal(422, 'NUMBER_INEXACT', message, { errors });
  }
}
