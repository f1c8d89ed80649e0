import { type ArchiveError, nameOfSegment, pageSegments } from '@ag06/archive';
import type { ArchiveFaultView, ArchiveVerifiedView } from '@ag06/contracts/archive';
import type { Parts } from '../../parts.ts';
import { needArchive } from './need-archive.ts';

export interface VerifyAsked {
  readonly cursor?: string | undefined;
  readonly limit: number;
  /** No further segment is begun after so long; a page has one at least. */
  readonly budgetMs: number;
}

/**
 * Reads a page of segments whole, one after the other, and says which are not as they were written. One that another
 * dispatcher replaces meanwhile is passed over. Throws as `needArchive`, and if the archive cannot be read at all.
 */
export async function verifyArchive(
  parts: Pick<Parts, 'archive'>,
  { cursor, limit, budgetMs }: VerifyAsked,
  signal: AbortSignal,
): Promise<ArchiveVerifiedView> {
  const { catalogue } = await needArchive(parts);
  const startedAt = performance.now();
  const page = pageSegments(await catalogue.look(), cursor, limit);
  const sum = { segments: 0, runs: 0, bytes: 0 };
  const broken: ArchiveFaultView[] = [];
  let last = '';
  for (const known of page.segments) {
    const { key, runs, segment } = known;
    signal.throwIfAborted();
    if (last !== '' && performance.now() - startedAt > budgetMs) break;
    last = nameOfSegment(key);
    const fault = await catalogue.verify(known);
    if (fault === 'replaced') continue;
    sum.segments++;
    sum.runs += runs;
    sum.bytes += segment.bytes;
    if (fault !== undefined) broken.push(describeFault(last, fault.error));
  }
  const hasMore = page.next !== undefined || last !== nameOfSegment(page.segments.at(-1)?.key ?? '');
  if (hasMore && last !== '') return { ...sum, broken, next: last };
  const vanished = await catalogue.findVanished();
  return { ...sum, broken, ...(vanished !== undefined && { vanished }) };
}

export const describeFault = (segment: string, { code, message }: ArchiveError): ArchiveFaultView => ({
  segment,
  code,
  message,
});
