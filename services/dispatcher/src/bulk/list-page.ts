import type { RunBulkFilter } from '@ag06/contracts';
import type { RunPosition, RunQuery, RunStore } from '@ag06/store';
import type { BulkRequest } from './bulk-document.ts';
import type { BulkPage } from './follow-page.ts';

export interface BulkListing {
  readonly request: BulkRequest;
  /** The moment of the bulk. */
  readonly createdAt: number;
  /** Behind which the page begins, as a former page gave it. */
  readonly after: string | undefined;
  readonly limit: number;
  readonly signal?: AbortSignal;
}

/** The next of what a bulk is about, newest first. It may be short or empty, and go on all the same. */
export async function listPage(runs: Pick<RunStore, 'listRuns'>, listing: BulkListing): Promise<BulkPage> {
  const { request, createdAt, after, limit, signal } = listing;
  const query = toRunQuery(request.filter, createdAt);
  const page = await runs.listRuns({
    ...query,
    tenant: request.tenant,
    after: after === undefined ? undefined : parsePosition(after),
    limit,
    ...(signal !== undefined && { signal }),
  });
  return {
    ids: page.runs.map(({ runId }) => runId),
    after: page.next && `${page.next.createdAt} ${page.next.runId}`,
  };
}

/** What was created after the moment of the bulk is none of its business; in the same millisecond it is. */
function toRunQuery(
  { status = [], tag = [], workflow, correlationId, from, to }: RunBulkFilter,
  createdAt: number,
): Omit<RunQuery, 'tenant' | 'after' | 'limit'> {
  const end = createdAt + 1;
  return {
    statuses: status,
    tags: tag,
    workflow,
    correlationId,
    from: from === undefined ? undefined : Date.parse(from),
    to: to === undefined ? end : Math.min(Date.parse(to), end),
  };
}

function parsePosition(text: string): RunPosition {
  const space = text.indexOf(' ');
  return { createdAt: Number(text.slice(0, space)), runId: text.slice(space + 1) };
}
