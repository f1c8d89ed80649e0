import {
  ArchiveError,
  checkStreamSegment,
  nameOfSegment,
  pageSegments,
  type StreamSegmentAbout,
} from '@ag06/archive';
import type { ArchiveFaultView, ArchiveVerifiedView } from '@ag06/contracts/archive';
import type { OpenArchive } from '../../archive/open-archive.ts';
import type { Parts } from '../../parts.ts';
import { needArchive } from './need-archive.ts';

/** Before the keys of all segments of events, and what they begin with. */
const STREAMS = 'streams/';

interface VerifyAsked {
  readonly cursor?: string | undefined;
  readonly limit: number;
  /** No further segment is begun after so long; a page has one at least. */
  readonly budgetMs: number;
}

/**
 * Reads a page of segments whole, one after the other, those of runs before those of streams, and says which are not as they were written. One that another
 * dispatcher replaces meanwhile is passed over. Throws as `needArchive`, and if the archive cannot be read at all.
 */
export async function verifyArchive(
  parts: Pick<Parts, 'archive'>,
  asked: VerifyAsked,
  signal: AbortSignal,
): Promise<ArchiveVerifiedView> {
  const archive = await needArchive(parts);
  if (asked.cursor?.startsWith(STREAMS)) return verifyStreams(archive, asked, signal);
  const page = await verifyRuns(archive, asked, signal);
  if (page.next !== undefined || !(await hasStreams(archive))) return page;
  return { ...page, next: STREAMS };
}

async function verifyRuns(
  { catalogue }: OpenArchive,
  { cursor, limit, budgetMs }: VerifyAsked,
  signal: AbortSignal,
): Promise<ArchiveVerifiedView> {
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
  if (hasMore && last !== '') return { ...sum, events: 0, broken, next: last };
  const vanished = await catalogue.findVanished();
  return { ...sum, events: 0, broken, ...(vanished !== undefined && { vanished }) };
}

async function hasStreams({ streams }: OpenArchive): Promise<boolean> {
  for await (const _ of streams.archive.listAll()) return true;
  return false;
}

/** The segments of events, by their keys. One that was removed since it was listed is passed over. */
async function verifyStreams(
  { streams, objects }: OpenArchive,
  { cursor = STREAMS, limit, budgetMs }: VerifyAsked,
  signal: AbortSignal,
): Promise<ArchiveVerifiedView> {
  const startedAt = performance.now();
  const sum = { segments: 0, runs: 0, events: 0, bytes: 0 };
  const broken: ArchiveFaultView[] = [];
  let last: string | undefined;
  for await (const one of streams.archive.listAll()) {
    signal.throwIfAborted();
    if (one.key <= cursor) continue;
    const isFull = sum.segments >= limit || performance.now() - startedAt > budgetMs;
    if (last !== undefined && isFull) return { ...sum, broken, next: last };
    last = one.key;
    const fault = await verifyStreamSegment(objects, one);
    if (fault === 'gone') continue;
    sum.segments++;
    sum.events += one.last.position - one.first.position + 1;
    sum.bytes += one.bytes;
    if (fault !== undefined) broken.push(describeFault(one.key, fault));
  }
  return { ...sum, broken };
}

/** Returns why it is not whole; undefined if it is. */
async function verifyStreamSegment(
  objects: OpenArchive['objects'],
  one: StreamSegmentAbout,
): Promise<ArchiveError | 'gone' | undefined> {
  try {
    return (await checkStreamSegment(objects, one)) === undefined ? 'gone' : undefined;
  } catch (error) {
    if (error instanceof ArchiveError) return error;
    throw error;
  }
}

export const describeFault = (segment: string, { code, message }: ArchiveError): ArchiveFaultView => ({
  segment,
  code,
  message,
});
