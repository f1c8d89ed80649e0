import type { Json } from '@ag06/contracts';
import { ExpressionFailure } from './expression-failure.ts';

/**
 * The values that expressions compute with. JSON data is used as it is, without copies: a number is an int if it is integral
 * and within ±2^53, else a double. Values that a JSON number cannot express have forms of their own: an int beyond 2^53 is
 * a bigint, a double that looks like an int is a CelDouble. Lists and maps that an expression builds are CelList and
 * CelMap, so everything else is plain JSON and is returned by reference.
 */
export type CelValue = Json | bigint | CelDouble | CelList | CelMap;

export class CelDouble {
  readonly value: number;
  constructor(value: number) {
    this.value = value;
  }
}

export class CelList {
  readonly items: readonly CelValue[];
  constructor(items: readonly CelValue[]) {
    this.items = items;
  }
}

export class CelMap {
  readonly entries: ReadonlyMap<string, CelValue>;
  constructor(entries: ReadonlyMap<string, CelValue>) {
    this.entries = entries;
  }
}

/** A map of either origin. Reads own keys only. */
interface MapView {
  readonly size: number;
  has(key: string): boolean;
  get(key: string): CelValue | undefined;
  keys(): readonly string[];
}

export function toMapView(value: CelValue): MapView | undefined {
  if (value instanceof CelMap) {
    const { entries } = value;
    return {
      size: entries.size,
      has: (key) => entries.has(key),
      get: (key) => entries.get(key),
      keys: () => [...entries.keys()],
    };
  }
  if (!isJsonMap(value)) return undefined;
  return {
    get size() {
      return Object.keys(value).length;
    },
    has: (key) => Object.hasOwn(value, key),
    get: (key) => (Object.hasOwn(value, key) ? value[key] : undefined),
    keys: () => Object.keys(value),
  };
}

export function toItems(value: CelValue): readonly CelValue[] | undefined {
  if (Array.isArray(value)) return value;
  return value instanceof CelList ? value.items : undefined;
}

/** An object of the JSON data, as opposed to one that an expression builds. */
function isJsonMap(value: CelValue): value is { [key: string]: Json } {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  return !(value instanceof CelDouble || value instanceof CelList || value instanceof CelMap);
}

/** The CEL type of a value, for messages and dispatch. */
type CelType = 'null' | 'bool' | 'int' | 'double' | 'string' | 'list' | 'map';

export function typeOf(value: CelValue): CelType {
  if (value === null) return 'null';
  switch (typeof value) {
    case 'boolean':
      return 'bool';
    case 'string':
      return 'string';
    case 'bigint':
      return 'int';
    case 'number':
      return isIntNumber(value) ? 'int' : 'double';
    default:
      if (value instanceof CelDouble) return 'double';
      return Array.isArray(value) || value instanceof CelList ? 'list' : 'map';
  }
}

const INT_NUMBER_MAX = 2 ** 53;

export function isIntNumber(value: number): boolean {
  return Number.isInteger(value) && Math.abs(value) <= INT_NUMBER_MAX;
}

/**
 * `target.key` and `target[key]`. A missing key, an index outside the list and any key of null read as null.
 *
 * @throws ExpressionFailure for keys of other types, and for scalars
 */
export function selectKey(target: CelValue, key: CelValue): CelValue {
  if (target === null) return null;
  const items = toItems(target);
  if (items !== undefined) return selectItem(items, key);
  if (typeof key === 'string') {
    if (isJsonMap(target)) return Object.hasOwn(target, key) ? (target[key] ?? null) : null;
    if (target instanceof CelMap) return target.entries.get(key) ?? null;
  }
  throw new ExpressionFailure(`cannot select ${describeKey(key)} of a ${typeOf(target)}`);
}

function selectItem(items: readonly CelValue[], key: CelValue): CelValue {
  const index = key instanceof CelDouble ? key.value : key;
  if (typeof index === 'bigint') return null;
  if (typeof index === 'number' && Number.isInteger(index)) return items[index] ?? null;
  throw new ExpressionFailure(`cannot select ${describeKey(key)} of a list; an int is needed`);
}

function describeKey(key: CelValue): string {
  return typeof key === 'string' ? JSON.stringify(key.slice(0, 60)) : `by a ${typeOf(key)}`;
}
