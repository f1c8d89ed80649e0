import { prefixOfTenant, pruneStreams, type StreamSegmentAbout } from '@ag06/archive';
import { toRfc3339 } from '@ag06/contracts';
import type {
  ArchivedStreamListView,
  ArchivedStreamsPrune,
  ArchivedStreamsPrunedView,
} from '@ag06/contracts/archive';
import type { Parts } from '../../parts.ts';
import { needArchive } from './need-archive.ts';
import { readPruneAge } from './prune-archive.ts';

type ListedSegment = StreamSegmentAbout & { readonly bytes: number };

/** Lists segments of events by stream, each in the order of its events; none is read. Throws as `needArchive`. */
export async function listStreamSegments(
  parts: Pick<Parts, 'archive'>,
  tenant: string,
  {
    stream,
    cursor = '',
    limit,
  }: { readonly stream?: string | undefined; readonly cursor?: string | undefined; readonly limit: number },
): Promise<ArchivedStreamListView> {
  const { streams } = await needArchive(parts);
  const store = await streams.archive.loadStore();
  const items: ArchivedStreamListView['items'] = [];
  for await (const one of streams.archive.listAll(prefixOfTenant(tenant, stream))) {
    if (one.key <= cursor) continue;
    const last = items.at(-1);
    if (items.length === limit && last !== undefined) return { items, next: last.segment };
    items.push(describeSegment(one, store));
  }
  return { items };
}

function describeSegment(
  { key, stream, incarnation, first, last, bytes, ...about }: ListedSegment,
  store: string,
): ArchivedStreamListView['items'][number] {
  return {
    segment: key,
    stream,
    incarnation,
    first: { position: first.position, at: toRfc3339(first.at) },
    last: { position: last.position, at: toRfc3339(last.at) },
    events: last.position - first.position + 1,
    bytes,
    ...(about.store !== store && { orphaned: true as const }),
  };
}

/**
 * Prunes a page of segments of events. One that was done before, as a whole or in part, may be asked for again. Throws `Refusal`
 * PRUNE_INVALID, and as `needArchive`.
 */
export async function pruneArchivedStreams(
  parts: Pick<Parts, 'archive' | 'store' | 'log'>,
  tenant: string,
  { filter, dryRun, cursor, limit }: ArchivedStreamsPrune,
  budgetMs: number,
  signal: AbortSignal,
): Promise<ArchivedStreamsPrunedView> {
  const { objects, ledger, streams } = await needArchive(parts);
  const { store, log } = parts;
  const ageMs = readPruneAge(filter.olderThan);
  // The earlier of two clocks: one that jumped ahead does not make events older than they are.
  const now = Math.min(await store.runs.now(), Date.now());
  const startedAt = performance.now();
  const isTimeUp = () => performance.now() - startedAt > budgetMs;
  const { segments, matched, held, next } = await pruneStreams(
    { store, objects, ledger, archive: streams.archive, isTimeUp },
    { tenant, stream: filter.stream, appendedBefore: ageMs === undefined ? undefined : now - ageMs },
    { after: cursor, limit, isDryRun: dryRun, signal },
  );
  if (!dryRun && matched > 0)
    log.info({ filter, pruned: matched, held }, 'Archived events of streams were pruned by request.');
  const pruned = dryRun ? 0 : matched;
  return { dryRun, segments, matched, pruned, held, ...(next !== undefined && { next }) };
}
