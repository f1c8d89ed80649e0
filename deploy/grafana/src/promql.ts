import { METRICS, type MetricKey, toPrometheusName } from '@ag06/telemetry';

/** Expressions over the table of metrics: a name that is not in it does not compile. */

/** Label matchers, as they stand between the braces. */
export type Filter = string;

export const selector = (key: MetricKey, filter: Filter = ''): string =>
  `${toPrometheusName(METRICS[key])}${filter === '' ? '' : `{${filter}}`}`;

/** Of a counter: how often in a second, summed over the fleet. */
export const perSecond = (key: MetricKey, by: readonly string[] = [], filter: Filter = ''): string =>
  `${aggregate('sum', by)} (rate(${selector(key, filter)}[$__rate_interval]))`;

/** Of a counter: how often in the time that is shown. */
export const inRange = (key: MetricKey, by: readonly string[] = [], filter: Filter = ''): string =>
  `${aggregate('sum', by)} (increase(${selector(key, filter)}[$__range]))`;

/** Of a histogram: the value that a share of all measurements does not exceed. */
export function quantile(
  share: number,
  key: MetricKey,
  by: readonly string[] = [],
  filter: Filter = '',
): string {
  const buckets = `${toPrometheusName(METRICS[key])}_bucket${filter === '' ? '' : `{${filter}}`}`;
  return `histogram_quantile(${share}, ${aggregate('sum', ['le', ...by])} (rate(${buckets}[$__rate_interval])))`;
}

/** Of a histogram: the increase of its buckets, for a heat map. */
export const heat = (key: MetricKey, filter: Filter = ''): string =>
  `sum by (le) (increase(${toPrometheusName(METRICS[key])}_bucket${filter === '' ? '' : `{${filter}}`}[$__rate_interval]))`;

/** Of a fact that every dispatcher tells alike. */
export const highest = (key: MetricKey, by: readonly string[] = [], filter: Filter = ''): string =>
  `${aggregate('max', by)} (${selector(key, filter)})`;

export const lowest = (key: MetricKey, by: readonly string[] = [], filter: Filter = ''): string =>
  `${aggregate('min', by)} (${selector(key, filter)})`;

/** Of what each process tells of itself. */
export const total = (key: MetricKey, by: readonly string[] = [], filter: Filter = ''): string =>
  `${aggregate('sum', by)} (${selector(key, filter)})`;

/** A part of a whole, from 0 to 1; nothing while the whole is 0. */
export const ratio = (part: string, whole: string): string => `${part} / (${whole} > 0)`;

const aggregate = (operator: string, by: readonly string[]): string =>
  by.length === 0 ? operator : `${operator} by (${by.join(', ')})`;
