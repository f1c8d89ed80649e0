import { createHash, randomBytes } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { type BulkAccepted, Refusal } from '@ag06/contracts';
import type { Store } from '@ag06/store';
import {
  type BulkRequest,
  beginBulk,
  isUnderWay,
  listBulks,
  loadBulk,
  type StoredBulk,
  swapBulk,
} from '../bulk/bulk-document.ts';
import { listPage } from '../bulk/list-page.ts';

/** More at a time are refused: each makes the others slower. */
const UNDER_WAY_MAX = 10;
/** How many ended bulks are kept for inspection. */
const ENDED_MAX = 100;
/** How much is counted before the answer: this many pages, and no longer than this. */
const COUNTED_PAGES = 10;
const COUNTED_PAGE = 500;
const COUNTING_MS = 800;

export interface StartedBulk extends BulkAccepted {
  /** It was there already, under the same key. */
  readonly isRepeat: boolean;
}

/**
 * Stores a bulk, which a dispatcher then does in the background. A request that repeats a key gets the same bulk.
 *
 * Throws `Refusal` KEY_REUSED or BULKS_TOO_MANY.
 */
export async function startBulk(
  store: Pick<Store, 'runs' | 'shared' | 'fleet'>,
  request: BulkRequest,
  key: string | undefined,
): Promise<StartedBulk> {
  const bulkId = toBulkId(request.tenant, key);
  const known = key === undefined ? undefined : await loadBulk(store.shared, bulkId);
  if (known !== undefined) return toRepeat(known, request);
  const bulks = await listBulks(store.shared);
  if (bulks.filter(isUnderWay).length >= UNDER_WAY_MAX) {
    const message = `There are ${UNDER_WAY_MAX} bulks under way. Wait for one to end, or stop one: GET /v1/bulk lists them.`;
    throw new Refusal(409, 'BULKS_TOO_MANY', message);
  }
  const createdAt = await store.runs.now();
  const counted = await countMatching(store, request, createdAt);
  const document = beginBulk(request, createdAt);
  if (!(await swapBulk(store.shared, { bulkId, version: 0 }, document))) {
    const other = await loadBulk(store.shared, bulkId);
    if (other !== undefined) return toRepeat(other, request);
  }
  await forgetOld(store, bulks);
  return { bulkId, ...counted, isRepeat: false };
}

const toBulkId = (tenant: string, key: string | undefined): string => {
  const digest =
    key === undefined
      ? randomBytes(12)
      : createHash('sha256')
          .update(JSON.stringify([tenant, key]))
          .digest();
  return `b-${digest.toString('hex').slice(0, 24)}`;
};

function toRepeat({ bulkId, document }: StoredBulk, request: BulkRequest): StartedBulk {
  const { of, tenant, action, filter, dryRun } = document;
  const asked: unknown = JSON.parse(JSON.stringify(request));
  if (!isDeepStrictEqual({ of, tenant, action, filter, dryRun }, asked)) {
    throw new Refusal(409, 'KEY_REUSED', 'This Idempotency-Key was used for another bulk. Choose a new key.');
  }
  return { bulkId, matched: document.matched, isExact: document.next === 'none', isRepeat: true };
}

async function countMatching(
  store: Pick<Store, 'runs' | 'fleet'>,
  request: BulkRequest,
  createdAt: number,
): Promise<Pick<BulkAccepted, 'matched' | 'isExact'>> {
  const startedAt = performance.now();
  let matched = 0;
  let after: string | undefined;
  for (let page = 0; page < COUNTED_PAGES && performance.now() - startedAt < COUNTING_MS; page++) {
    const found = await listPage(store, { request, createdAt, after, limit: COUNTED_PAGE });
    matched += found.ids.length;
    after = found.after;
    if (after === undefined) return { matched, isExact: true };
  }
  return { matched, isExact: false };
}

async function forgetOld({ shared }: Pick<Store, 'shared'>, bulks: readonly StoredBulk[]): Promise<void> {
  const old = bulks.filter((bulk) => !isUnderWay(bulk)).slice(ENDED_MAX - 1);
  await Promise.all(old.map(({ bulkId, version }) => shared.remove('bulk', bulkId, version)));
}
