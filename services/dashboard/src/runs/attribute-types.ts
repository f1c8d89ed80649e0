import type { RunSummaryView } from '@ag06/client';
import type { Comparison } from './filters.ts';

export type AttributeType = 'text' | 'number' | 'boolean' | 'time';

const TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})$/;

/** What a value of each type can be compared by. */
export const COMPARISONS_OF: Readonly<Record<AttributeType, readonly Comparison[]>> = {
  text: ['is', 'prefix'],
  number: ['is', 'gt', 'gte', 'lt', 'lte'],
  boolean: ['is'],
  time: ['gt', 'gte', 'lt', 'lte', 'is'],
};

/** Returns the attributes of these runs, by name, each with the type of its first value. */
export function collectAttributes(
  runs: readonly Pick<RunSummaryView, 'attributes'>[],
): ReadonlyMap<string, AttributeType> {
  const types = new Map<string, AttributeType>();
  for (const { attributes } of runs)
    for (const [name, value] of Object.entries(attributes ?? {}))
      if (!types.has(name)) types.set(name, typeOf(value));
  return new Map([...types].sort(([a], [b]) => a.localeCompare(b)));
}

function typeOf(value: string | number | boolean): AttributeType {
  if (typeof value === 'number') return 'number';
  if (typeof value === 'boolean') return 'boolean';
  return TIME.test(value) ? 'time' : 'text';
}

/** Returns what a field of a type holds as the API takes it: a local time becomes one in UTC. Undefined: it is no such value. */
export function toFieldValue(type: AttributeType, text: string): string | undefined {
  if (text === '') return undefined;
  if (type === 'number') return Number.isFinite(Number(text)) ? String(Number(text)) : undefined;
  if (type !== 'time') return text;
  const at = new Date(text);
  return Number.isNaN(at.getTime()) ? undefined : at.toISOString();
}
