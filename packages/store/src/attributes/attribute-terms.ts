import { type Attribute, type TypedValue, toTypedValue } from '@ag06/protocol';
import type { AttributeFilter } from './attribute-filter.ts';
import { type Bound, coverRange } from './cover-range.ts';
import { encodePath, toDecimalPath } from './decimal-path.ts';

/**
 * Returns the terms under which an index lists a run for its attributes; the list of each term is sorted by time. A
 * value has one term for itself, and one for each part of a tree in which it lies: a number for the beginnings of its
 * digits, a text for some of its own. A range is therefore a union of some terms, for any number of runs, and a page is
 * the merge of their lists.
 *
 * A text has at most 10 terms, a boolean one. A number or a time has as many as it has digits, and one: at most 21.
 */
export function termsOfAttributes(attributes: readonly Attribute[]): readonly string[] {
  return attributes.flatMap(([name, value]) =>
    termsOfValue(toTypedValue(value)).map((term) => `${name}:${term}`),
  );
}

/** Characters of a text that have a term. A prefix between two of them is looked for under the shorter one. */
const PREFIX_LENGTHS: readonly number[] = [1, 2, 4, 6, 8, 10, 12, 14, 16];

function termsOfValue(typed: TypedValue): readonly string[] {
  const exact = termOf(typed);
  switch (typed.type) {
    case 'boolean':
      return [exact];
    case 'text': {
      const characters = [...typed.value];
      const lengths = PREFIX_LENGTHS.filter((length) => length <= characters.length);
      return [exact, ...lengths.map((length) => toPrefixTerm(characters, length))];
    }
    case 'number':
    case 'time': {
      const value = toNumber(typed.type, typed.value);
      if (value === 0) return [exact];
      const path = toDecimalPath(Math.abs(value));
      const side = sideOf(typed.type, value);
      const parts = path.slice(1).map((_, i) => `${side}^${encodePath(path.slice(0, i + 1))}`);
      return [exact, ...parts];
    }
  }
}

/** Returns the term of exactly this value. */
function termOf(typed: TypedValue): string {
  switch (typed.type) {
    case 'boolean':
      return `b=${typed.value}`;
    case 'text':
      return `t=${typed.value}`;
    case 'number':
    case 'time': {
      const value = toNumber(typed.type, typed.value);
      if (value === 0) return zeroOf(typed.type);
      return `${sideOf(typed.type, value)}=${encodePath(toDecimalPath(Math.abs(value)))}`;
    }
  }
}

const toPrefixTerm = (characters: readonly string[], length: number): string =>
  `t^${characters.slice(0, length).join('')}`;

/** Times are kept in seconds: whole ones have fewer digits. */
const toNumber = (type: 'number' | 'time', value: number): number => (type === 'time' ? value / 1000 : value);

const LETTERS = { number: 'n', time: 'd' } as const;
const zeroOf = (type: 'number' | 'time'): string => `${LETTERS[type]}0`;
const sideOf = (type: 'number' | 'time', value: number): string => `${LETTERS[type]}${value < 0 ? '-' : '+'}`;

/**
 * Returns the terms under which all runs that match the filter are listed. They also list others if a prefix has no
 * term of its own.
 */
export function termsOfFilter(filter: AttributeFilter): readonly string[] {
  return findTerms(filter).map((term) => `${filter.name}:${term}`);
}

function findTerms(filter: AttributeFilter): readonly string[] {
  switch (filter.is) {
    case 'equal':
      return filter.values.map(termOf);
    case 'prefix': {
      const characters = [...filter.prefix];
      return [toPrefixTerm(characters, PREFIX_LENGTHS.findLast((known) => known <= characters.length) ?? 0)];
    }
    case 'range':
      return coverNumbers(filter.of, filter.from, filter.to);
  }
}

/** Numbers below zero, zero, and those above: the first are a range of magnitudes as well, the other way around. */
function coverNumbers(
  type: 'number' | 'time',
  from: Bound | undefined,
  to: Bound | undefined,
): readonly string[] {
  const [low, high] = [toNumberBound(type, from), toNumberBound(type, to)];
  const terms: string[] = [];
  if (low === undefined || low.value < 0) terms.push(...coverSide(type, '-', negate(high), negate(low)));
  if (isZeroWithin(low, high)) terms.push(zeroOf(type));
  if (high === undefined || high.value > 0) terms.push(...coverSide(type, '+', low, high));
  return terms;
}

const toNumberBound = (type: 'number' | 'time', bound: Bound | undefined): Bound | undefined =>
  bound && { ...bound, value: toNumber(type, bound.value) };

const negate = (bound: Bound | undefined): Bound | undefined => bound && { ...bound, value: -bound.value };

function isZeroWithin(low: Bound | undefined, high: Bound | undefined): boolean {
  const isAbove = low === undefined || low.value < 0 || (low.value === 0 && low.inclusive);
  return isAbove && (high === undefined || high.value > 0 || (high.value === 0 && high.inclusive));
}

/** Magnitudes from `low` to `high`; a `low` that is not above zero cuts off nothing. */
function coverSide(
  type: 'number' | 'time',
  sign: '+' | '-',
  low: Bound | undefined,
  high: Bound | undefined,
): readonly string[] {
  const [from, to] = [low, high].map((bound) =>
    bound !== undefined && bound.value > 0
      ? { path: toDecimalPath(bound.value), inclusive: bound.inclusive }
      : undefined,
  );
  // A range of magnitudes whose upper end is not above zero is empty, and nobody asks for it.
  if (low !== undefined && high !== undefined && low.value > high.value) return [];
  return coverRange(from, to).map(
    ({ path, isOne }) => `${LETTERS[type]}${sign}${isOne ? '=' : '^'}${encodePath(path)}`,
  );
}
