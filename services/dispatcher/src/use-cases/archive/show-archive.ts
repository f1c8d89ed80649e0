import { type KnownSegment, nameOfSegment, pageSegments } from '@ag06/archive';
import { toRfc3339 } from '@ag06/contracts';
import type { ArchiveSegmentListView, ArchiveSegmentView, ArchiveView } from '@ag06/contracts/archive';
import type { Parts } from '../../parts.ts';
import { needArchive } from './need-archive.ts';

type ShowParts = Pick<Parts, 'archive'>;

/** Adds up the names of all segments, which are in memory; none is read. Throws as `needArchive`. */
export async function showArchive(parts: ShowParts): Promise<ArchiveView> {
  const { catalogue, objects, policy } = await needArchive(parts);
  const segments = await catalogue.look();
  const [first] = segments;
  const sum = { segments: segments.length, runs: 0, bytes: 0 };
  let oldest = Number.POSITIVE_INFINITY;
  for (const one of segments) {
    sum.runs += one.runs;
    sum.bytes += one.segment.bytes;
    oldest = Math.min(oldest, one.oldest);
  }
  return {
    place: objects.place,
    ...sum,
    ...(first !== undefined && { newest: toRfc3339(first.newest), oldest: toRfc3339(oldest) }),
    retention: {
      ...(policy.keptMs !== undefined && { kept: policy.keptMs }),
      byStatus: Object.fromEntries(policy.byStatus),
      holdTag: policy.holdTag,
    },
  };
}

/** Lists segments, those with the newest runs first. Throws as `needArchive`. */
export async function listSegments(
  parts: ShowParts,
  { cursor, limit }: { readonly cursor?: string | undefined; readonly limit: number },
): Promise<ArchiveSegmentListView> {
  const { catalogue } = await needArchive(parts);
  const { segments, next } = pageSegments(await catalogue.look(), cursor, limit);
  return { items: segments.map(describeSegment), ...(next !== undefined && { next }) };
}

const describeSegment = ({ key, runs, newest, oldest, segment }: KnownSegment): ArchiveSegmentView => ({
  segment: nameOfSegment(key),
  runs,
  bytes: segment.bytes,
  newest: toRfc3339(newest),
  oldest: toRfc3339(oldest),
});
