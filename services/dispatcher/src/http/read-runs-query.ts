import { DEFAULT_TENANT } from '@ag06/contracts';
import { RunsQuery, toMomentMs } from '@ag06/contracts/api';
import type { RunQuery } from '@ag06/store';
import type { z } from 'zod';
import { check } from '../intake/check.ts';
import { readAttributeFilters } from '../use-cases/read-attribute-filters.ts';
import type { CursorCodec } from './cursor.ts';

/** The query of a list of runs, as `schema` admits it. Throws `Refusal` QUERY_INVALID, CURSOR_INVALID. */
export function readRunsQuery(
  query: unknown,
  cursors: CursorCodec,
  schema: z.ZodType<RunsQuery> = RunsQuery,
): RunQuery {
  const { rest, conditions } = splitAttributes(query);
  const { status, tag, cursor, ...others } = check(schema, rest, 'QUERY_INVALID');
  return {
    tenant: DEFAULT_TENANT,
    statuses: status,
    tags: tag,
    attributes: readAttributeFilters(conditions),
    workflow: others.workflow,
    correlationId: others.correlationId,
    parent: others.parent,
    code: others.code,
    from: toMomentMs(others.from),
    to: toMomentMs(others.to),
    endedFrom: toMomentMs(others.endedFrom),
    endedTo: toMomentMs(others.endedTo),
    limit: others.limit,
    isDetailed: true,
    after: cursor === undefined ? undefined : cursors.decode(cursor),
  };
}

/** What the parameters that are about attributes begin with. */
const PREFIX = 'attr.';

/** A query without its conditions on attributes, and these: names of callers are never keys of an object of ours. */
function splitAttributes(query: unknown) {
  const entries = Object.entries(query ?? {});
  const isAbout = ([key]: readonly [string, unknown]) => key.startsWith(PREFIX);
  const conditions = entries
    .filter(isAbout)
    .flatMap(([key, texts]) =>
      [texts].flat().map((text) => [key.slice(PREFIX.length), String(text)] as const),
    );
  return { rest: Object.fromEntries(entries.filter((entry) => !isAbout(entry))), conditions };
}
