import { type Json, LIMITS } from '@ag06/contracts';

export type JsonObject = { [key: string]: Json };

export function isJsonObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Reads an own property, so that `__proto__`, `constructor` and the like are undefined unless the data has them. */
export function readOwn(object: JsonObject, key: string): Json | undefined {
  return Object.hasOwn(object, key) ? object[key] : undefined;
}

/** Writes an own property, even `__proto__`, so that data never changes a prototype. */
export function writeOwn<T>(object: { [key: string]: T }, key: string, value: T): void {
  if (key !== '__proto__') {
    object[key] = value;
    return;
  }
  Object.defineProperty(object, key, { value, writable: true, enumerable: true, configurable: true });
}

/**
 * Counts the levels of arrays and objects in a value; a scalar has 0. Walks without recursion and stops one above `limit`,
 * so it is safe on unchecked values, even with shared and cyclic parts.
 */
export function measureDepth(value: unknown, limit: number = LIMITS.depth): number {
  let level = new Set<object>();
  if (isContainer(value)) level.add(value);
  let depth = 0;
  while (level.size > 0 && depth <= limit) {
    depth += 1;
    const next = new Set<object>();
    for (const container of level) {
      for (const child of Object.values(container)) if (isContainer(child)) next.add(child);
    }
    level = next;
  }
  return depth;
}

function isContainer(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

/** Freezes a value and everything in it. The caller has checked the depth. */
export function deepFreeze(value: Json): Json {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value;
  for (const part of Object.values(value)) deepFreeze(part);
  Object.freeze(value);
  return value;
}

/** Returns a frozen copy. The caller has checked the depth. */
export function freezeCopy(value: Json): Json {
  if (Array.isArray(value)) {
    const items = value.map(freezeCopy);
    Object.freeze(items);
    return items;
  }
  if (!isJsonObject(value)) return value;
  const copy: JsonObject = {};
  for (const key of Object.keys(value)) writeOwn(copy, key, freezeCopy(value[key] ?? null));
  Object.freeze(copy);
  return copy;
}
