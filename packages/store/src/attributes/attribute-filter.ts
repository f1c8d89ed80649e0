import { parseRfc3339 } from '@ag06/contracts';
import { type AttributeValue, type RunMeta, type TypedValue, toTypedValue } from '@ag06/protocol';
import type { Bound } from './cover-range.ts';

/** A condition on one attribute of a run. A run without the attribute does not fulfil it. */
export type AttributeFilter =
  /** One of these; they are of different types. */
  | { readonly name: string; readonly is: 'equal'; readonly values: readonly TypedValue[] }
  | {
      readonly name: string;
      readonly is: 'range';
      readonly of: 'number' | 'time';
      readonly from: Bound | undefined;
      readonly to: Bound | undefined;
    }
  | { readonly name: string; readonly is: 'prefix'; readonly prefix: string };

export type AttributeCondition = readonly [name: string, text: string];

const COMPARED = /^(gt|gte|lt|lte):/;
const PREFIX = 'prefix:';
const NUMBER = /^-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?$/;

/**
 * Parses `[gt:|gte:|lt:|lte:|prefix:]<value>`. Returns the filter, or the text of the expectation that it does not
 * meet.
 */
export function parseAttributeFilter([name, text]: AttributeCondition): AttributeFilter | string {
  if (text === PREFIX) return 'a text behind prefix:';
  if (text.startsWith(PREFIX)) return { name, is: 'prefix', prefix: text.slice(PREFIX.length) };
  const operator = COMPARED.exec(text)?.[1];
  if (operator === undefined) return { name, is: 'equal', values: readForms(text) };
  const [value] = readForms(text.slice(operator.length + 1));
  if (value?.type !== 'number' && value?.type !== 'time')
    return `a number, or a time such as 2026-01-02T03:04:05Z, behind ${operator}:`;
  const bound = { value: value.value, inclusive: operator.endsWith('e') };
  const [from, to] = operator.startsWith('g') ? [bound, undefined] : [undefined, bound];
  return { name, is: 'range', of: value.type, from, to };
}

/**
 * Returns the values that a text can mean. In the form of a number or a boolean it can also be a text, because an id
 * `7` is a number in one workflow and a text in another. A text in the form of a time is always a time.
 */
function readForms(text: string): readonly TypedValue[] {
  const at = parseRfc3339(text);
  if (at !== undefined) return [{ type: 'time', value: at }];
  const asText = { type: 'text', value: text } as const;
  if (text === 'true' || text === 'false') return [{ type: 'boolean', value: text === 'true' }, asText];
  const number = NUMBER.test(text) ? Number(text) : Number.NaN;
  return Number.isFinite(number) ? [{ type: 'number', value: number }, asText] : [asText];
}

/** Joins two ends of one range to one filter, because each alone selects far more than both. */
export function joinRanges(filters: readonly AttributeFilter[]): readonly AttributeFilter[] {
  const joined: AttributeFilter[] = [];
  for (const filter of filters) {
    const at = joined.findIndex(
      (other) =>
        filter.is === 'range' && other.is === 'range' && other.name === filter.name && other.of === filter.of,
    );
    const other = joined[at];
    if (filter.is !== 'range' || other?.is !== 'range') joined.push(filter);
    else
      joined[at] = { ...filter, from: laterOf(filter.from, other.from), to: earlierOf(filter.to, other.to) };
  }
  return joined;
}

/** Returns the bound that selects less; of two at one value, the exclusive one. */
function laterOf(a: Bound | undefined, b: Bound | undefined): Bound | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  if (a.value === b.value) return a.inclusive ? b : a;
  return a.value > b.value ? a : b;
}

function earlierOf(a: Bound | undefined, b: Bound | undefined): Bound | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  if (a.value === b.value) return a.inclusive ? b : a;
  return a.value < b.value ? a : b;
}

/** Whether a run fulfils all filters. */
export function matchesAttributes(
  { attributes = [] }: Pick<RunMeta, 'attributes'>,
  filters: readonly AttributeFilter[],
): boolean {
  return filters.every((filter) => {
    const found = attributes.find(([name]) => name === filter.name);
    return found !== undefined && matches(found[1], filter);
  });
}

function matches(value: AttributeValue, filter: AttributeFilter): boolean {
  const typed = toTypedValue(value);
  switch (filter.is) {
    case 'equal':
      return filter.values.some((wanted) => wanted.type === typed.type && wanted.value === typed.value);
    case 'prefix':
      return typed.type === 'text' && typed.value.startsWith(filter.prefix);
    case 'range':
      return typed.type === filter.of && isWithin(typed.value, filter.from, filter.to);
  }
}

function isWithin(value: number, from: Bound | undefined, to: Bound | undefined): boolean {
  if (from !== undefined && (value < from.value || (value === from.value && !from.inclusive))) return false;
  return to === undefined || value < to.value || (value === to.value && to.inclusive);
}
