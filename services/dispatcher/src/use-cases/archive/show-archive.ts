import { type KnownSegment, nameOfSegment, pageSegments } from '@ag06/archive';
import { toRfc3339 } from '@ag06/contracts';
import type { ArchiveSegmentListView, ArchiveSegmentView, ArchiveView } from '@ag06/contracts/archive';
import type { OpenArchive } from '../../archive/open-archive.ts';
import type { Parts } from '../../parts.ts';
import { needArchive } from './need-archive.ts';

type ShowParts = Pick<Parts, 'archive'>;

/** Adds up the names of all segments; none is read. Throws as `needArchive`. */
export async function showArchive(parts: ShowParts): Promise<ArchiveView> {
  const archive = await needArchive(parts);
  const { catalogue, objects, policy } = archive;
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
    streams: await addUpStreams(archive),
    retention: {
      ...(policy.keptMs !== undefined && { kept: policy.keptMs }),
      byStatus: Object.fromEntries(policy.byStatus),
      holdTag: policy.holdTag,
    },
  };
}

/** Adds up the names of all segments of events; none is read. */
async function addUpStreams({ streams }: OpenArchive): Promise<ArchiveView['streams']> {
  const { archive } = streams;
  const names = new Set<string>();
  const sum = { streams: 0, segments: 0, events: 0, bytes: 0, orphaned: 0 };
  const store = await archive.loadStore();
  for await (const { first, last, bytes, ...about } of archive.listAll()) {
    names.add(`${about.store}/${about.stream}/${about.incarnation}`);
    sum.segments++;
    sum.events += last.position - first.position + 1;
    sum.bytes += bytes;
    if (about.store !== store) sum.orphaned++;
  }
  return { ...sum, streams: names.size };
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
