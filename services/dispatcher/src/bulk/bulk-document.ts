import {
  BULK_STATUSES,
  BulkReason,
  DEAD_LETTER_BULK_ACTIONS,
  DeadLetterBulkFilter,
  RUN_BULK_ACTIONS,
  RunBulkFilter,
} from '@ag06/contracts/api';
import type { SharedStore } from '@ag06/store';
import { z } from 'zod';

const count = z.int().min(0);

const progress = z.object({
  tenant: z.string(),
  dryRun: z.boolean(),
  status: z.enum(BULK_STATUSES),
  /** By the store's clock, milliseconds since 1970. Runs that are created later are not part of the bulk. */
  createdAt: count,
  finishedAt: count.optional(),
  /** The number of pages that were begun; it identifies the current page. */
  pages: count,
  /** The ids of the current page. */
  page: z.array(z.string()),
  /** Where the next page begins: from the first, behind a position, or nowhere any more. */
  next: z.union([z.literal('first'), z.literal('none'), z.object({ after: z.string() })]),
  matched: count,
  done: count,
  refused: count,
  failed: count,
  reasons: z.array(BulkReason),
});

/**
 * The stored state of a bulk: kind `bulk` of the shared documents, by its id. The current page is written before any of
 * it is done. If the dispatcher dies, the next one does that page again, and each element is counted once.
 */
export const BulkDocument = z.discriminatedUnion('of', [
  z.object({
    ...progress.shape,
    of: z.literal('runs'),
    action: z.enum(RUN_BULK_ACTIONS),
    filter: RunBulkFilter,
  }),
  z.object({
    ...progress.shape,
    of: z.literal('dead-letters'),
    action: z.enum(DEAD_LETTER_BULK_ACTIONS),
    filter: DeadLetterBulkFilter,
  }),
]);
export type BulkDocument = z.infer<typeof BulkDocument>;

export interface StoredBulk {
  readonly bulkId: string;
  /** Of the shared document. */
  readonly version: number;
  readonly document: BulkDocument;
}

type Asked<Document> = Document extends BulkDocument
  ? Pick<Document, 'of' | 'tenant' | 'action' | 'filter' | 'dryRun'>
  : never;
/** The request of a bulk. */
export type BulkRequest = Asked<BulkDocument>;

/** Returns the document of a new bulk. */
export const beginBulk = (request: BulkRequest, createdAt: number): BulkDocument => ({
  ...request,
  status: 'running',
  createdAt,
  pages: 0,
  page: [],
  next: 'first',
  matched: 0,
  done: 0,
  refused: 0,
  failed: 0,
  reasons: [],
});

export const isUnderWay = ({ document: { status } }: StoredBulk): boolean =>
  status === 'running' || status === 'stopping';

/** Returns all bulks that can be read, newest first. Leaves out those of a newer release. */
export async function listBulks(shared: SharedStore): Promise<readonly StoredBulk[]> {
  const bulks = (await shared.list('bulk')).flatMap(({ name, version, text }) => toBulk(name, version, text));
  return bulks.sort((a, b) => b.document.createdAt - a.document.createdAt || (a.bulkId < b.bulkId ? -1 : 1));
}

export async function loadBulk(shared: SharedStore, bulkId: string): Promise<StoredBulk | undefined> {
  const found = await shared.load('bulk', bulkId);
  return found && toBulk(found.name, found.version, found.text)[0];
}

/** Writes the next version of a bulk. Resolves with false if somebody else changed it meanwhile. */
export const swapBulk = (
  shared: SharedStore,
  { bulkId, version }: Pick<StoredBulk, 'bulkId' | 'version'>,
  document: BulkDocument,
): Promise<boolean> => shared.swap('bulk', bulkId, version, JSON.stringify(document));

function toBulk(bulkId: string, version: number, text: string): StoredBulk[] {
  const { data } = BulkDocument.safeParse(JSON.parse(text));
  return data === undefined ? [] : [{ bulkId, version, document: data }];
}
