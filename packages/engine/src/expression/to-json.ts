import { type Json, LIMITS } from '@ag06/contracts';
import { type JsonObject, writeOwn } from '../json-value.ts';
import { CelDouble, CelList, CelMap, type CelValue } from './cel-value.ts';
import { ExpressionFailure } from './expression-failure.ts';
import { EXPRESSION_LIMITS } from './limits.ts';

/** The remaining size of a result, in approximate characters of JSON. */
interface ResultMeter {
  remainingCharacters: number;
}

export function createMeter(): ResultMeter {
  return { remainingCharacters: EXPRESSION_LIMITS.resultCharacters };
}

/**
 * Converts the value of an expression to JSON. Data of the scope is returned as it is. Values that the expression built are
 * converted and measured, because a few characters can build an enormous value from shared parts.
 *
 * @throws ExpressionFailure EXPRESSION_RANGE for numbers that JSON cannot hold exactly, EXPRESSION_FAILED for size and depth
 */
export function toJson(value: CelValue): Json {
  if (typeof value !== 'object' || value === null) return toJsonScalar(value);
  if (value instanceof CelDouble) return value.value + 0;
  if (value instanceof CelList || value instanceof CelMap) return convert(value, createMeter(), 1);
  return value;
}

/** Writes doubles that look like ints as ints, and -0.0 as 0, as JSON writers do. */
function toJsonScalar(value: null | boolean | string | number | bigint): Json {
  if (typeof value === 'bigint') throw new ExpressionFailure(`${value} is beyond ±2^53`, 'EXPRESSION_RANGE');
  if (typeof value !== 'number' || Number.isFinite(value)) return value;
  throw new ExpressionFailure(`${value} is not a JSON number`, 'EXPRESSION_RANGE');
}

function convert(value: CelValue, meter: ResultMeter, depth: number): Json {
  if (value instanceof CelList) {
    takeLevel(meter, depth);
    return value.items.map((item) => convert(item, meter, depth + 1));
  }
  if (value instanceof CelMap) {
    takeLevel(meter, depth);
    const object: JsonObject = {};
    for (const [key, member] of value.entries) {
      take(meter, key.length);
      writeOwn(object, key, convert(member, meter, depth + 1));
    }
    return object;
  }
  if (value instanceof CelDouble || typeof value !== 'object' || value === null) {
    const scalar = value instanceof CelDouble ? value.value + 0 : toJsonScalar(value);
    take(meter, typeof scalar === 'string' ? scalar.length : 4);
    return scalar;
  }
  measure(value, meter, depth);
  return value;
}

/** Subtracts the size of plain JSON. Templates that refer to many values use it too. */
export function measure(value: Json, meter: ResultMeter, depth = 1): void {
  if (typeof value !== 'object' || value === null) {
    take(meter, typeof value === 'string' ? value.length : 4);
    return;
  }
  takeLevel(meter, depth);
  if (Array.isArray(value)) {
    for (const item of value) measure(item, meter, depth + 1);
    return;
  }
  for (const key of Object.keys(value)) {
    take(meter, key.length);
    measure(value[key] ?? null, meter, depth + 1);
  }
}

function takeLevel(meter: ResultMeter, depth: number): void {
  if (depth > LIMITS.depth) throw new ExpressionFailure(`a result of more than ${LIMITS.depth} levels`);
  take(meter, 2);
}

function take(meter: ResultMeter, characters: number): void {
  meter.remainingCharacters -= characters + 1;
  if (meter.remainingCharacters >= 0) return;
  throw new ExpressionFailure(
    `a result of more than ${EXPRESSION_LIMITS.resultCharacters} characters of JSON`,
  );
}
