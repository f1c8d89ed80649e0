import { setTimeout as delay } from 'node:timers/promises';
import { type PrunePage, prunePage, SegmentGone } from '@ag06/archive';
import { AGE_NUMBER_MIN_MS, Refusal } from '@ag06/contracts';
import type { ArchivePrune, ArchivePrunedView } from '@ag06/contracts/archive';
import { toDurationMs } from '@ag06/engine';
import type { OpenArchive } from '../../archive/open-archive.ts';
import type { Parts } from '../../parts.ts';
import { needArchive } from './need-archive.ts';
import { describeFault } from './verify-archive.ts';

/** Longer than another dispatcher needs for a batch, after which it sees that somebody asks for a turn. */
export const BUSY_MS = 12_000;
const TRY_EVERY_MS = 500;
const RETRY_AFTER_MS = 5_000;

type PruneParts = Pick<Parts, 'archive' | 'store' | 'log'>;

interface PruneLimits {
  /** No further segment is begun after so long; a page has one at least. */
  readonly budgetMs: number;
  /** How long it waits for its turn. */
  readonly busyMs: number;
}

/**
 * Prunes a page of segments. It takes turns with the archiving of all dispatchers. A page that was done before, as a whole
 * or in part, may be asked for again.
 *
 * Throws `Refusal` PRUNE_INVALID, ARCHIVE_BUSY, and as `needArchive`.
 */
export async function pruneArchive(
  parts: PruneParts,
  tenant: string,
  asked: ArchivePrune,
  { budgetMs, busyMs }: PruneLimits,
  signal: AbortSignal,
): Promise<ArchivePrunedView> {
  const archive = await needArchive(parts);
  const { filter, dryRun, cursor, limit } = asked;
  const ageMs = readPruneAge(filter.olderThan);
  const selection = {
    tenant,
    // The earlier of two clocks: one that jumped ahead does not make runs older than they are.
    endedBefore: ageMs === undefined ? undefined : Math.min(await parts.store.runs.now(), Date.now()) - ageMs,
    workflow: filter.workflow,
    statuses: filter.status ?? [],
  };
  const look = async (): Promise<PrunePage | undefined> => {
    const startedAt = performance.now();
    const page = {
      work: archive.work,
      catalogue: archive.catalogue,
      segments: await archive.catalogue.look(),
      holdTag: archive.policy.holdTag,
      isHolder: () => archive.lease.keep(),
      isTimeUp: () => performance.now() - startedAt > budgetMs,
    };
    return prunePage(page, selection, { after: cursor, limit, isDryRun: dryRun, signal });
  };
  const page = dryRun
    ? await untilDone(archive, look, busyMs, signal)
    : await asking(archive, () => untilDone(archive, () => inTurn(archive, look, signal), busyMs, signal));
  if (!dryRun && page.matched > 0)
    parts.log.info(
      { filter, pruned: page.matched, held: page.held },
      'Archived runs were pruned by request.',
    );
  const { unread, segments, matched, held, next } = page;
  return {
    dryRun,
    segments,
    matched,
    pruned: dryRun ? 0 : matched,
    held,
    unread: unread.map(({ name, error }) => describeFault(name, error)),
    ...(next !== undefined && { next }),
  };
}

/**
 * Asks for a turn, so that a dispatcher with a long backlog gives way. A request that got none stays open for some seconds:
 * its caller is told to come back within that time.
 */
async function asking<T>({ asked }: OpenArchive, act: () => Promise<T>): Promise<T> {
  await asked.ask();
  const result = await act();
  await asked.end();
  return result;
}

/** Ends first what was begun, so that the segments are those that nobody replaces any more. */
const inTurn = <T>(
  { turns, lease, work, asked }: OpenArchive,
  look: () => Promise<T>,
  signal: AbortSignal,
): Promise<T | undefined> =>
  turns.take(async () => {
    signal.throwIfAborted();
    await asked.ask();
    if (!(await lease.keep()) || (await work.recover()) === undefined) return undefined;
    return look();
  });

/** Tries again while another process archives, or replaces what is read. Throws `Refusal` ARCHIVE_BUSY. */
async function untilDone(
  { objects }: OpenArchive,
  look: () => Promise<PrunePage | undefined>,
  busyMs: number,
  signal: AbortSignal,
): Promise<PrunePage> {
  const startedAt = performance.now();
  for (;;) {
    try {
      const page = await look();
      if (page !== undefined) return page;
    } catch (error) {
      if (!(error instanceof SegmentGone)) throw error;
    }
    if (performance.now() - startedAt + TRY_EVERY_MS > busyMs) throw busy(objects.place);
    await delay(TRY_EVERY_MS, undefined, { signal });
  }
}

const busy = (place: string): Refusal =>
  new Refusal(
    503,
    'ARCHIVE_BUSY',
    `Another dispatcher takes runs into the archive at ${place}, and nothing was pruned by this request. Repeat it.`,
    { retryAfterMs: RETRY_AFTER_MS },
  );

/**
 * Reads an age to milliseconds. A number of milliseconds that is less than a day is refused: 90 was meant as days, perhaps.
 * Throws `Refusal` PRUNE_INVALID.
 */
export function readPruneAge(olderThan: number | string | undefined): number | undefined {
  if (olderThan === undefined) return undefined;
  const ms = toDurationMs(olderThan);
  const isTooSmall = typeof olderThan === 'number' && olderThan > 0 && olderThan < AGE_NUMBER_MIN_MS;
  if (ms !== undefined && !isTooSmall) return ms;
  const expected = isTooSmall
    ? `a duration with its unit, such as ${olderThan}d or ${olderThan}ms`
    : 'a duration such as 90d';
  const errors = [{ path: 'filter.olderThan', expected, got: String(olderThan).slice(0, 100) }];
  throw new Refusal(422, 'PRUNE_INVALID', 'The age is not usable.', { errors });
}
