import type { BulkReason } from '@ag06/contracts';
import type { BulkDocument } from './bulk-document.ts';

/** The most reasons that a bulk keeps; further ones are only counted. */
const REASONS_MAX = 10;
/** Messages can quote long texts of users, so they are cut to keep the document small. */
const MESSAGE_MAX = 500;

/** The result for one element of a page. */
export type BulkOutcome = { readonly outcome: 'done' } | BulkReason;

export interface BulkPage {
  readonly ids: readonly string[];
  /** The position after which the next page begins; undefined on the last page. */
  readonly after: string | undefined;
}

/** Returns the bulk after its page is done, with the outcomes counted. */
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

/** Returns the bulk with its next page. A dry run only counts the page. */
export function beginPage(bulk: BulkDocument, page: BulkPage): BulkDocument {
  return {
    ...bulk,
    pages: bulk.pages + 1,
    page: bulk.dryRun ? [] : [...page.ids],
    next: page.after === undefined ? 'none' : { after: page.after },
    matched: bulk.matched + page.ids.length,
  };
}

/** Returns the ended bulk if nothing is left to do; else undefined. */
export function endBulk(bulk: BulkDocument, now: number): BulkDocument | undefined {
  if (bulk.page.length > 0) return undefined;
  if (bulk.status === 'stopping') return { ...bulk, status: 'stopped', finishedAt: now };
  return bulk.next === 'none' ? { ...bulk, status: 'completed', finishedAt: now } : undefined;
}

const shorten = (reason: BulkReason): BulkReason => ({
  ...reason,
  message: reason.message.slice(0, MESSAGE_MAX),
});
