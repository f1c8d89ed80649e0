import type { BulkAccepted, BulkView, Client } from '@ag06/client';

/** What a dry run found, and when. */
export interface Counted {
  readonly matched: number;
  /** RFC 3339: what was created later was not counted. */
  readonly at: string;
}

/** Counts in a dry run, however long it takes. A dry run that nobody waits for any more is stopped; one that others stop counts nothing. */
export async function countMatching(
  startDryRun: () => Promise<BulkAccepted>,
  bulks: Pick<Client['bulks'], 'follow' | 'stop'>,
  onCount: (matched: number) => void,
  signal: AbortSignal,
): Promise<Counted> {
  const { bulkId, matched, isExact } = await startDryRun();
  onCount(matched);
  try {
    let last: BulkView | undefined;
    for await (const bulk of bulks.follow(bulkId, { signal })) {
      last = bulk;
      if (isExact) break;
      onCount(bulk.matched);
    }
    if (last === undefined || last.status === 'stopped')
      throw new Error('The count was stopped before its end. Try again.');
    return { matched: isExact ? matched : last.matched, at: last.createdAt };
  } finally {
    if (signal.aborted) await bulks.stop(bulkId);
  }
}
