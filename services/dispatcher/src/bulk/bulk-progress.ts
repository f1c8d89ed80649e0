import type { BulkReason } from '@ag06/contracts';
import type { BulkDocument } from './bulk-document.ts';

/** Further failures are counted, not kept. */
const REASONS_MAX = 10;
/** Messages name what users wrote: ten of them stay a small document. */
const MESSAGE_MAX = 500;

/** The result for one element of a page. */
export type BulkOutcome = { readonly outcome: 'done' } | BulkReason;

export interface BulkPage {
  readonly ids: readonly string[];
  /** Behind which the next page begins; undefined if this is the last. */
  readonly after: string | undefined;
}

/** The bulk once its page was worked off. */
export function countPage(bulk: BulkDocument, outcomes: readonly BulkOutcome[]): BulkDocument {
  const numberOf = (outcome: string) => outcomes.filter((one) => one.outcome === outcome).length;
  const reasons = outcomes.filter((one) => one.outcome !== 'done').map(shorten);
  return {
    ...bulk,
    page: [],
    done: bulk.done + numberOf('done'),
    refused: bulk.refused + numberOf('refused'),
    failed: bulk.failed + numberOf('failed'),
    reasons: [...bulk.reasons, ...reasons].slice(0, REASONS_MAX),
  };
}

/** The bulk with the page that is worked on next. A dry run is over with each page as soon as it is counted. */
export function beginPage(bulk: BulkDocument, page: BulkPage): BulkDocument {
  return {
    ...bulk,
    pages: bulk.pages + 1,
    page: bulk.dryRun ? [] : [...page.ids],
    next: page.after === undefined ? 'none' : { after: page.after },
    matched: bulk.matched + page.ids.length,
  };
}

/** The bulk at its end, if nothing of it is left to do; else undefined. */
export function endBulk(bulk: BulkDocument, now: number): BulkDocument | undefined {
  if (bulk.page.length > 0) return undefined;
  if (bulk.status === 'stopping') return { ...bulk, status: 'stopped', finishedAt: now };
  return bulk.next === 'none' ? { ...bulk, status: 'completed', finishedAt: now } : undefined;
}

const shorten = (reason: BulkReason): BulkReason => ({
  ...reason,
  message: reason.message.slice(0, MESSAGE_MAX),
});
