import type { ArchivedStreamsFilter, Client } from '@ag06/client';
import { type Arguments, readPage } from '../arguments.ts';
import { counted } from '../counted.ts';
import { EXIT, UsageError } from '../exit-codes.ts';
import type { Output } from '../output.ts';
import { printable } from '../printable.ts';
import { readDuration } from '../read-duration.ts';
import { renderBytes } from '../render-bytes.ts';
import { renderTime } from '../times.ts';

/** `ag06 archive list --streams`, or of one of them. */
export async function listArchivedStreams(
  parsed: Arguments,
  client: Client,
  output: Output,
): Promise<number> {
  const page = await client.archive.streamSegmentPage({ ...readPage(parsed), stream: parsed.text('stream') });
  output.json(page);
  if (page.items.length === 0) {
    output.text('There are no archived events.');
    return EXIT.ok;
  }
  const now = Date.now();
  output.table(
    ['stream', 'events', 'size', 'oldest', 'newest', ''],
    page.items.map(({ stream, first, last, bytes, orphaned }) => [
      printable(stream),
      `${first.position} to ${last.position}`,
      renderBytes(bytes),
      renderTime(first.at, now),
      renderTime(last.at, now),
      orphaned === true ? 'of another store' : '',
    ]),
  );
  if (page.next !== undefined) output.text(`more: --cursor ${page.next}`);
  return EXIT.ok;
}

/** `ag06 archive prune --streams`, or of one of them. */
export async function pruneArchivedStreams(
  parsed: Arguments,
  client: Client,
  output: Output,
): Promise<number> {
  const dryRun = parsed.flag('dry-run');
  const sum = { segments: 0, matched: 0, pruned: 0, held: 0 };
  for await (const page of client.archive.pruneStreams(readFilter(parsed), { dryRun })) {
    sum.segments += page.segments;
    sum.matched += page.matched;
    sum.pruned += page.pruned;
    sum.held += page.held;
    if (page.next !== undefined && !output.isJson)
      output.note(`${counted(sum.matched, 'event')} in ${counted(sum.segments, 'segment')}`);
  }
  output.json({ dryRun, ...sum });
  const done = dryRun
    ? `${counted(sum.matched, 'event')} would leave the archive`
    : `${counted(sum.pruned, 'event')} left the archive`;
  const held = `; kept, because a group has not settled them or the store has them too: ${sum.held}`;
  output.text(`${done}${sum.held === 0 ? '' : held}`);
  return EXIT.ok;
}

function readFilter(args: Arguments): ArchivedStreamsFilter {
  const [stream, olderThan] = [args.text('stream'), readDuration(args, 'older-than')];
  if (args.text('workflow') !== undefined || args.texts('status').length > 0)
    throw new UsageError('Events of streams have no workflow and no status: use --stream and --older-than.');
  if (args.flag('all') === (stream !== undefined || olderThan !== undefined))
    throw new UsageError('Say which events: by --stream or --older-than, or --all for every one.');
  return {
    ...(args.flag('all') && { all: true as const }),
    ...(stream !== undefined && { stream }),
    ...(olderThan !== undefined && { olderThan }),
  };
}
