import { type BulkView, Refusal, toRfc3339 } from '@ag06/contracts';
import type { SharedStore } from '@ag06/store';
import { isUnderWay, listBulks, loadBulk, type StoredBulk, swapBulk } from '../bulk/bulk-document.ts';

/** A page of a bulk ends between two tries. */
const TRIES = 20;

/** Returns the bulks of a tenant, newest first. */
export async function listBulkViews(shared: SharedStore, tenant: string): Promise<BulkView[]> {
  return (await listBulks(shared)).filter(({ document }) => document.tenant === tenant).map(toBulkView);
}

/** Throws `Refusal` BULK_UNKNOWN. */
export async function showBulk(shared: SharedStore, tenant: string, bulkId: string): Promise<BulkView> {
  return toBulkView(await needBulk(shared, tenant, bulkId));
}

/**
 * Has nothing more begun: the page at hand is ended, and counted. Harmless if it has ended.
 *
 * Throws `Refusal` BULK_UNKNOWN or BULK_BUSY.
 */
export async function stopBulk(shared: SharedStore, tenant: string, bulkId: string): Promise<BulkView> {
  for (let tries = 0; tries < TRIES; tries++) {
    const bulk = await needBulk(shared, tenant, bulkId);
    if (!isUnderWay(bulk) || bulk.document.status === 'stopping') return toBulkView(bulk);
    const document = { ...bulk.document, status: 'stopping' } as const;
    if (await swapBulk(shared, bulk, document)) return toBulkView({ ...bulk, document });
  }
  const message = 'The bulk moved on at every try. Ask again.';
  throw new Refusal(503, 'BULK_BUSY', message, { retryAfterMs: 1_000 });
}

async function needBulk(shared: SharedStore, tenant: string, bulkId: string): Promise<StoredBulk> {
  const bulk = await loadBulk(shared, bulkId);
  if (bulk?.document.tenant === tenant) return bulk;
  const message = `There is no bulk ${bulkId.slice(0, 100)}. Those that ended are kept until 100 others have. GET /v1/bulk lists them.`;
  throw new Refusal(404, 'BULK_UNKNOWN', message);
}

function toBulkView({ bulkId, document }: StoredBulk): BulkView {
  const { tenant: _, pages: __, page: ___, next: ____, createdAt, finishedAt, ...view } = document;
  return {
    bulkId,
    ...view,
    createdAt: toRfc3339(createdAt),
    ...(finishedAt !== undefined && { finishedAt: toRfc3339(finishedAt) }),
  };
}
