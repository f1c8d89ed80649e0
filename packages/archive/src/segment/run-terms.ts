import { toParentKey } from '@ag06/protocol';
import { type RunQuery, type RunSummary, termsOfAttributes, termsOfFilter } from '@ag06/store';
import { inTurns, RUNS_A_TURN, TERMS_A_TURN } from './in-turns.ts';
import { TermFilter } from './term-filter.ts';

/** The texts by which a segment says that it may have a run. */
export const termsOfRun = ({ runId, status, meta }: RunSummary): readonly string[] => [
  termOfId(runId),
  `s:${status}`,
  `n:${meta.tenant}`,
  `w:${meta.workflow}`,
  `c:${meta.correlationId}`,
  ...(meta.parent === undefined ? [] : [`p:${toParentKey(meta.parent)}`]),
  ...meta.tags.map((tag) => `t:${tag}`),
  ...termsOfAttributes(meta.attributes ?? []).map((term) => `a:${term}`),
];

/** The filter of a segment with these runs. */
export async function filterOfRuns(runs: readonly RunSummary[]): Promise<TermFilter> {
  const terms = new Set<string>();
  await inTurns(runs, RUNS_A_TURN, (run) => {
    for (const term of termsOfRun(run)) terms.add(term);
  });
  const filter = TermFilter.for(terms.size);
  await inTurns(terms, TERMS_A_TURN, (term) => filter.add(term));
  return filter;
}

export const termOfId = (runId: string): string => `r:${runId}`;

type TermQuery = Pick<
  RunQuery,
  'tenant' | 'statuses' | 'workflow' | 'correlationId' | 'parent' | 'tags' | 'attributes'
>;

/** For each filter of a query its alternatives: a segment with runs of the query has one of each. */
export function termsOfQuery(query: TermQuery): readonly (readonly string[])[] {
  const { tenant, statuses, workflow, correlationId, parent, tags, attributes = [] } = query;
  return [
    [`n:${tenant}`],
    statuses.map((status) => `s:${status}`),
    workflow === undefined ? [] : [`w:${workflow}`],
    correlationId === undefined ? [] : [`c:${correlationId}`],
    parent === undefined ? [] : [`p:${parent}`],
    tags.map((tag) => `t:${tag}`),
    ...attributes.map((filter) => termsOfFilter(filter).map((term) => `a:${term}`)),
  ].filter((alternatives) => alternatives.length > 0);
}
