import type { DeadLetterBulkFilter, RunBulkFilter } from '@ag06/contracts';
import { toMomentMs } from '@ag06/contracts/api';
import type { FleetStore, RunPosition, RunQuery, RunStore, Store } from '@ag06/store';
import { readAttributeFilters } from '../use-cases/read-attribute-filters.ts';
import type { BulkRequest } from './bulk-document.ts';
import type { BulkPage } from './bulk-progress.ts';

interface BulkListing {
  readonly request: BulkRequest;
  /** The moment of the bulk. */
  readonly createdAt: number;
  /** The position after which the page begins, from the page before; undefined for the first page. */
  readonly after: string | undefined;
  readonly limit: number;
  readonly signal?: AbortSignal;
}

/**
 * Returns the next page of the elements of a bulk, newest first. A page can be short or empty and still have an
 * `after`.
 */
export function listPage(
  { runs, fleet }: Pick<Store, 'runs' | 'fleet'>,
  listing: BulkListing,
): Promise<BulkPage> {
  const { request } = listing;
  return request.of === 'runs'
    ? listRunPage(runs, listing, request.tenant, request.filter)
    : listLetterPage(fleet, listing, request.filter);
}

async function listRunPage(
  runs: RunStore,
  { createdAt, after, limit, signal }: BulkListing,
  tenant: string,
  filter: RunBulkFilter,
): Promise<BulkPage> {
  const page = await runs.listRuns({
    ...toRunQuery(filter, createdAt),
    tenant,
    after: after === undefined ? undefined : parsePosition(after),
    limit,
    ...(signal !== undefined && { signal }),
  });
  return {
    ids: page.runs.map(({ runId }) => runId),
    after: page.next && `${page.next.createdAt} ${page.next.runId}`,
  };
}

/** Leaves out letters that were set aside after the bulk was created. */
async function listLetterPage(
  fleet: FleetStore,
  { createdAt, after, limit }: BulkListing,
  { queue, reason }: DeadLetterBulkFilter,
): Promise<BulkPage> {
  const letters = await fleet.listDeadLetters(limit, after);
  const matching = letters.filter(
    (letter) =>
      letter.at <= createdAt &&
      (queue === undefined || letter.queue === queue) &&
      (reason === undefined || letter.reason === reason),
  );
  return {
    ids: matching.map(({ id }) => id),
    after: letters.length < limit ? undefined : letters.at(-1)?.id,
  };
}

/** Leaves out runs that were created after the bulk, but not those of the same millisecond. */
function toRunQuery(
  {
    status = [],
    tag = [],
    attributes = [],
    workflow,
    correlationId,
    code,
    from,
    to,
    ...ended
  }: RunBulkFilter,
  createdAt: number,
): Omit<RunQuery, 'tenant' | 'after' | 'limit'> {
  const end = createdAt + 1;
  return {
    statuses: status,
    tags: tag,
    attributes: readAttributeFilters(attributes.map(({ name, is }) => [name, is])),
    workflow,
    correlationId,
    code,
    from: toMomentMs(from),
    to: Math.min(toMomentMs(to) ?? end, end),
    endedFrom: toMomentMs(ended.endedFrom),
    endedTo: toMomentMs(ended.endedTo),
  };
}

function parsePosition(text: string): RunPosition {
  const space = text.indexOf(' ');
  return { createdAt: Number(text.slice(0, space)), runId: text.slice(space + 1) };
}
