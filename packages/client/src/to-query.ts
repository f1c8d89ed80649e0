import type { RunFilter } from './run-views.ts';

const PAGE = 500;

/** The query of `GET /v1/runs`. */
export function toQuery(filter: RunFilter, cursor: string | undefined): URLSearchParams {
  const { status = [], tag = [], workflow, correlationId, from, to, pageSize = PAGE } = filter;
  const query = new URLSearchParams({ limit: String(pageSize) });
  for (const one of status) query.append('status', one);
  for (const one of tag) query.append('tag', one);
  const single = { workflow, correlationId, from: from?.toISOString(), to: to?.toISOString(), cursor };
  for (const [name, value] of Object.entries(single)) if (value !== undefined) query.set(name, value);
  return query;
}
