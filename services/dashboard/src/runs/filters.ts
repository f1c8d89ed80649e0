import type { RunBulkFilter, RunFilter } from '@ag06/client';

/** The statuses by which runs are listed. */
export const LISTED_STATUSES = [
  'scheduled',
  'running',
  'waiting',
  'paused',
  'compensating',
  'completed',
  'failed',
  'cancelled',
  'timed_out',
] as const;
type ListedStatus = (typeof LISTED_STATUSES)[number];

const COMPARISONS = ['is', 'prefix', 'gt', 'gte', 'lt', 'lte'] as const;
export type Comparison = (typeof COMPARISONS)[number];

/** What a run's attribute is compared with. */
export interface Condition {
  readonly name: string;
  readonly comparison: Comparison;
  readonly value: string;
}

/** What is listed. The address of the page says the same, in the words of `GET /v1/runs`. */
export interface Filters {
  readonly statuses: readonly ListedStatus[];
  readonly tags: readonly string[];
  readonly conditions: readonly Condition[];
  readonly workflow?: string | undefined;
  readonly correlationId?: string | undefined;
  readonly parent?: string | undefined;
  /** Of the error with which they ended. */
  readonly code?: string | undefined;
  /** RFC 3339, inclusive. */
  readonly from?: string | undefined;
  /** RFC 3339, exclusive. */
  readonly to?: string | undefined;
  /** When they ended: RFC 3339, inclusive and exclusive. */
  readonly endedFrom?: string | undefined;
  readonly endedTo?: string | undefined;
}

export const NO_FILTERS: Filters = { statuses: [], tags: [], conditions: [] };

const ATTRIBUTE = 'attr.';
const TEXTS = ['workflow', 'correlationId', 'parent', 'code', 'from', 'to', 'endedFrom', 'endedTo'] as const;

/** Reads the query of the page's address. What it does not know it leaves out. */
export function parseFilters(search: string): Filters {
  const query = new URLSearchParams(search);
  const texts = TEXTS.flatMap((name) => {
    const text = query.get(name)?.trim();
    return text ? [[name, text] as const] : [];
  });
  return {
    ...Object.fromEntries(texts),
    statuses: LISTED_STATUSES.filter((status) => query.getAll('status').includes(status)),
    tags: [...new Set(query.getAll('tag').filter((tag) => tag !== ''))],
    conditions: [...query].flatMap(([key, text]) =>
      key.startsWith(ATTRIBUTE) ? [parseCondition(key.slice(ATTRIBUTE.length), text)] : [],
    ),
  };
}

function parseCondition(name: string, text: string): Condition {
  const comparison = COMPARISONS.find((one) => one !== 'is' && text.startsWith(`${one}:`));
  return comparison === undefined
    ? { name, comparison: 'is', value: text }
    : { name, comparison, value: text.slice(comparison.length + 1) };
}

/** Returns a condition as the API takes it: `[gt:|gte:|lt:|lte:|prefix:]<value>`. */
export const toConditionText = ({ comparison, value }: Condition): string =>
  comparison === 'is' ? value : `${comparison}:${value}`;

/** Returns the query of the page's address, which is empty without filters. */
export function toSearch(filters: Filters): string {
  const query = new URLSearchParams();
  for (const status of filters.statuses) query.append('status', status);
  for (const tag of filters.tags) query.append('tag', tag);
  for (const condition of filters.conditions)
    query.append(`${ATTRIBUTE}${condition.name}`, toConditionText(condition));
  for (const name of TEXTS) {
    const text = filters[name];
    if (text !== undefined && text !== '') query.set(name, text);
  }
  return query.size === 0 ? '' : `?${query}`;
}

/** Returns the filter of the client. */
export function toRunFilter({ statuses, tags, conditions, ...texts }: Filters): RunFilter {
  const byName = Map.groupBy(conditions, ({ name }) => name);
  const attributes = [...byName].map(([name, of]) => [name, of.map(toConditionText)] as const);
  return {
    ...texts,
    ...(statuses.length > 0 && { status: statuses }),
    ...(tags.length > 0 && { tag: tags }),
    ...(attributes.length > 0 && { attributes: Object.fromEntries(attributes) }),
  };
}

/** Whether nothing is filtered: all runs are listed. */
export const isUnfiltered = (filters: Filters): boolean => toSearch(filters) === '';

/** Returns the filter of a bulk, or undefined if a bulk cannot select these runs: by their parent. */
export function toBulkFilter({
  statuses,
  tags,
  conditions,
  parent,
  ...texts
}: Filters): RunBulkFilter | undefined {
  if (parent !== undefined) return undefined;
  const { workflow, correlationId, code, from, to, endedFrom, endedTo } = texts;
  const filter: RunBulkFilter = {
    ...(statuses.length > 0 && { status: [...statuses] }),
    ...(tags.length > 0 && { tag: [...tags] }),
    ...(conditions.length > 0 && {
      attributes: conditions.map((condition) => ({ name: condition.name, is: toConditionText(condition) })),
    }),
    ...(workflow !== undefined && { workflow }),
    ...(correlationId !== undefined && { correlationId }),
    ...(code !== undefined && { code }),
    ...(from !== undefined && { from }),
    ...(to !== undefined && { to }),
    ...(endedFrom !== undefined && { endedFrom }),
    ...(endedTo !== undefined && { endedTo }),
  };
  return Object.keys(filter).length === 0 ? { all: true } : filter;
}

/** Returns a filter without the runs that were created after a moment (RFC 3339), such as that of a count. */
export function endAt({ all: _, ...filter }: RunBulkFilter, moment: string): RunBulkFilter {
  const end = Date.parse(moment) + 1;
  const own = filter.to === undefined ? end : toMs(filter.to);
  return own < end ? filter : { ...filter, to: new Date(end).toISOString() };
}

/** Returns a moment of a filter in milliseconds since 1970: the API takes RFC 3339, and such milliseconds. */
export const toMs = (text: string): number => (/^\d+$/.test(text) ? Number(text) : Date.parse(text));

const COMPARED_WORDS = new Map<Comparison, string>([
  ['is', 'is'],
  ['prefix', 'begins with'],
  ['gt', '>'],
  ['gte', '≥'],
  ['lt', '<'],
  ['lte', '≤'],
]);

export const toComparisonWord = (comparison: Comparison): string =>
  COMPARED_WORDS.get(comparison) ?? comparison;
