import { types } from 'node:util';
import type { Json } from '@ag06/contracts';
import { isExactValue } from '@ag06/contracts/json-text';

export interface JsonBounds {
  readonly maxBytes: number;
  readonly maxDepth: number;
}

/**
 * `unusual`: JSON changes the shape of this value (a Date, a class with toJSON, undefined), so it has to be converted
 * to text and back.
 */
type JsonCopy =
  | { readonly status: 'copied'; readonly value: Json }
  | { readonly status: 'unusual' }
  | {
      readonly status: 'refused';
      readonly reason: 'unserialisable' | 'too_large' | 'too_deep';
      readonly detail: string;
    };

/**
 * Copies a JSON value and reads each property once. Stops as soon as its text cannot fit `maxBytes`, because every
 * string, key and element is counted with its least size: a huge or endlessly shared value costs no more than the
 * limit. Getters, proxies and later changes by the owner do not reach the copy. Throws what getters and proxies throw.
 */
export function copyJson(value: unknown, bounds: JsonBounds): JsonCopy {
  const walk = new Walk(bounds);
  const copy = walk.copy(value);
  if (walk.refusal !== undefined) {
    const place = walk.path.length === 0 ? 'it' : walk.path.join('.');
    return { status: 'refused', reason: walk.refusal.reason, detail: `${place} ${walk.refusal.what}` };
  }
  return walk.isUnusual ? { status: 'unusual' } : { status: 'copied', value: copy };
}

/** Values that JSON would change in silence. */
export function whatIsInexact(value: number): string {
  if (!Number.isFinite(value)) return `is ${value}, which JSON does not have`;
  return `is the integer ${value}, beyond 2^53: return its digits as a text`;
}

/** Elements and keys of one value: more would hold up the process. */
const PARTS_MAX = 1_000_000;

type Refused = { reason: 'unserialisable' | 'too_large' | 'too_deep'; what: string };

class Walk {
  isUnusual = false;
  refusal: Refused | undefined;
  readonly path: (string | number)[] = [];
  readonly #ancestors: object[] = [];
  readonly #bounds: JsonBounds;
  #bytesLeft: number;
  #partsLeft = PARTS_MAX;

  constructor(bounds: JsonBounds) {
    this.#bounds = bounds;
    this.#bytesLeft = bounds.maxBytes;
  }

  copy(value: unknown): Json {
    switch (typeof value) {
      case 'string':
        this.#spend(value.length + 2);
        return value;
      case 'number':
        this.#spend(1);
        return isExactValue(value) ? value + 0 : this.#refuse('unserialisable', whatIsInexact(value));
      case 'boolean':
        this.#spend(4);
        return value;
      case 'undefined':
        this.isUnusual = true;
        return null;
      case 'object':
        return value === null ? null : this.#copyObject(value);
      default:
        return this.#refuse('unserialisable', `is a ${typeof value}`);
    }
  }

  #copyObject(value: object): Json {
    this.#ancestors.push(value);
    if (this.#ancestors.length > this.#bounds.maxDepth) return this.#refuseDepth();
    const copy = this.#copyContent(value);
    this.#ancestors.pop();
    return copy;
  }

  /** Copies properties and elements. A value with a toJSON is `unusual`, so its own properties do not matter. */
  #copyContent(value: object): Json {
    if (Array.isArray(value)) return this.#copyArray(value);
    if (!('toJSON' in value) || typeof value.toJSON !== 'function') return this.#copyRecord(value);
    this.isUnusual = true;
    if (ArrayBuffer.isView(value)) this.#spend(value.byteLength);
    return null;
  }

  #copyArray(value: readonly unknown[]): Json {
    const length = value.length;
    this.#spend(2 * length);
    this.#count(length);
    const copy: Json[] = [];
    for (let index = 0; index < length && this.refusal === undefined; index++) {
      copy.push(this.copy(value[index]));
      if (this.refusal !== undefined) this.path.unshift(index);
    }
    return copy;
  }

  #copyRecord(value: object): Json {
    this.#inspectPrototype(value);
    if (this.refusal !== undefined) return null;
    const copy: { [key: string]: Json } = {};
    for (const key of Object.keys(value)) {
      if (key === '__proto__') this.isUnusual = true;
      this.#spend(key.length + 4);
      this.#count(1);
      copy[key] = this.copy(Reflect.get(value, key));
      if (this.refusal === undefined) continue;
      this.path.unshift(key);
      return null;
    }
    return copy;
  }

  #inspectPrototype(value: object): void {
    const prototype: unknown = Object.getPrototypeOf(value);
    if (prototype === Object.prototype || prototype === null) return;
    this.isUnusual = true;
    if (value instanceof Error || types.isNativeError(value))
      this.#refuse('unserialisable', 'is an Error: throw it, or return what it says');
    if (value instanceof Map || value instanceof Set) this.#refuse('unserialisable', 'is a Map or Set');
    if (value instanceof Promise) this.#refuse('unserialisable', 'is a Promise that was not awaited');
    if (ArrayBuffer.isView(value)) this.#spend(value.byteLength);
  }

  #spend(bytes: number): void {
    this.#bytesLeft -= bytes;
    if (this.#bytesLeft < 0 && this.refusal === undefined) {
      this.#refuse('too_large', `takes it beyond ${this.#bounds.maxBytes} bytes`);
    }
  }

  #count(parts: number): void {
    this.#partsLeft -= parts;
    if (this.#partsLeft < 0 && this.refusal === undefined)
      this.#refuse(
        'too_large',
        `takes it beyond ${PARTS_MAX} elements and keys; return it as an async iterable`,
      );
  }

  #refuseDepth(): null {
    const isCyclic = new Set(this.#ancestors).size < this.#ancestors.length;
    return isCyclic
      ? this.#refuse('unserialisable', 'refers back to a value that contains it')
      : this.#refuse('too_deep', `is nested deeper than ${this.#bounds.maxDepth}`);
  }

  #refuse(reason: Refused['reason'], what: string): null {
    this.refusal = { reason, what };
    return null;
  }
}
