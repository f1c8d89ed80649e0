import type { ObjectStore } from '@ag06/objects';
import type { Store } from '@ag06/store';
import type { Ledger } from '../catalogue/ledger.ts';
import { findNeeded } from './find-needed.ts';
import type { StreamArchive } from './stream-archive.ts';
import type { StreamSegmentAbout } from './stream-segment-key.ts';

export interface PruneStreamsParts {
  readonly store: Pick<Store, 'events' | 'groups'>;
  readonly objects: Pick<ObjectStore, 'delete'>;
  readonly ledger: Pick<Ledger, 'load' | 'confirm'>;
  readonly archive: StreamArchive;
  /** Whether no further segment is to be looked at; one is in any case. */
  readonly isTimeUp: () => boolean;
}

export interface StreamSelection {
  readonly tenant: string;
  readonly stream: string | undefined;
  /** Segments whose last event was appended before this time. */
  readonly appendedBefore: number | undefined;
}

interface StreamPrunePage {
  readonly segments: number;
  /** Events. */
  readonly matched: number;
  readonly held: number;
  /** The key of the last segment of this page, if there are more. */
  readonly next: string | undefined;
}

/**
 * Removes whole segments of live streams. Those stay that a group still needs, or that have events which have not left the
 * store: the next look would archive these again. It needs no lease, because a removal loses nothing that another process adds: what is merged at
 * that moment may come back as a part of a larger segment. A page may be interrupted and repeated. Throws ARCHIVE_DIFFERS.
 */
export async function pruneStreams(
  parts: PruneStreamsParts,
  selection: StreamSelection,
  page: {
    readonly after: string | undefined;
    readonly limit: number;
    readonly isDryRun: boolean;
    readonly signal: AbortSignal;
  },
): Promise<StreamPrunePage> {
  const { archive, ledger, objects, store, isTimeUp } = parts;
  const { tenant, stream, appendedBefore = Number.POSITIVE_INFINITY } = selection;
  await ledger.confirm(await ledger.load());
  const sum = { segments: 0, matched: 0, held: 0 };
  let last: string | undefined;
  for await (const one of archive.listOwn(tenant, stream)) {
    page.signal.throwIfAborted();
    if (page.after !== undefined && one.key <= page.after) continue;
    if (last !== undefined && (sum.segments >= page.limit || isTimeUp())) return { ...sum, next: last };
    last = one.key;
    sum.segments++;
    if (one.last.at >= appendedBefore) continue;
    // Anew for each: a group may begin, or be moved, while others are removed.
    const kept = await findKept(store, one);
    if (kept === undefined) continue;
    const events = one.last.position - one.first.position + 1;
    if (one.last.position >= kept) sum.held += events;
    else {
      sum.matched += events;
      if (page.isDryRun) continue;
      await objects.delete(one.key);
      archive.forget(one.key);
    }
  }
  return { ...sum, next: undefined };
}

/** The first position that has to stay now; undefined if the store does not have this incarnation. */
async function findKept(
  { events, groups }: PruneStreamsParts['store'],
  { tenant, stream, incarnation }: StreamSegmentAbout,
): Promise<number | undefined> {
  const live = await events.describe(tenant, stream);
  if (live?.incarnation !== incarnation) return undefined;
  return Math.min(await findNeeded(groups, tenant, stream), live.first?.position ?? live.last.position + 1);
}
