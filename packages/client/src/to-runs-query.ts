import type { Page, RunFilter } from './run-types.ts';
import { toQuery } from './to-query.ts';

/** Returns the query string of a list of runs, with `attr.<name>` for each condition on an attribute. */
export function toRunsQuery({ limit, cursor, attributes = {}, ...filter }: RunFilter & Page): string {
  const conditions = Object.entries(attributes).map(
    ([name, texts]) => [`attr.${name}`, [texts].flat().map(String)] as const,
  );
  return toQuery({ limit, ...filter, ...Object.fromEntries(conditions), cursor });
}
