import type {
  ArchiveFaultView,
  ArchivePruneFilter,
  ArchiveVerifiedView,
  ArchiveView,
  Client,
} from '@ag06/client';
import { type Arguments, parseArguments, readPage } from '../arguments.ts';
import { counted } from '../counted.ts';
import { EXIT, UsageError } from '../exit-codes.ts';
import type { Output } from '../output.ts';
import { printable } from '../printable.ts';
import { readDuration } from '../read-duration.ts';
import { renderBytes } from '../render-bytes.ts';
import { renderDuration, renderTime } from '../times.ts';
import { unknownWord } from '../unknown-word.ts';
import { adoptArchive } from './adopt-archive.ts';
import { listArchivedStreams, pruneArchivedStreams } from './archived-streams.ts';
import { restoreRuns } from './restore-runs.ts';

const VERBS = ['list', 'verify', 'restore', 'prune', 'adopt'];

/** `ag06 archive list|verify|restore|prune|adopt`. */
export async function archive(args: readonly string[], client: Client, output: Output): Promise<number> {
  const [verb = '', ...rest] = args;
  switch (verb) {
    case 'list':
      return list(rest, client, output);
    case 'verify':
      return verify(rest, client, output);
    case 'restore':
      return restoreRuns(rest, client, output);
    case 'prune':
      return prune(rest, client, output);
    case 'adopt':
      return adoptArchive(rest, client, output);
    default:
      throw unknownWord(
        'command',
        `archive ${verb}`.trim(),
        VERBS.map((known) => `archive ${known}`),
      );
  }
}

const STREAM_FLAGS = { streams: { type: 'boolean' }, stream: { type: 'string' } } as const;
const LIST_FLAGS = { limit: { type: 'string' }, cursor: { type: 'string' }, ...STREAM_FLAGS } as const;

const isOfStreams = ({ flag, text }: Arguments): boolean => flag('streams') || text('stream') !== undefined;

async function list(args: readonly string[], client: Client, output: Output): Promise<number> {
  const parsed = parseArguments(args, LIST_FLAGS, 0);
  if (isOfStreams(parsed)) return listArchivedStreams(parsed, client, output);
  const wanted = readPage(parsed);
  const about = await client.archive.get();
  const page = await client.archive.segmentPage(wanted);
  output.json({ ...about, ...page });
  const now = Date.now();
  for (const line of describeArchive(about, now)) output.text(line);
  if (page.items.length === 0) return EXIT.ok;
  output.text('');
  output.table(
    ['segment', 'runs', 'size', 'oldest', 'newest'],
    page.items.map(({ segment, runs, bytes, oldest, newest }) => [
      segment,
      runs,
      renderBytes(bytes),
      renderTime(oldest, now),
      renderTime(newest, now),
    ]),
  );
  if (page.next !== undefined) output.text(`more: --cursor ${page.next}`);
  return EXIT.ok;
}

function describeArchive(
  { place, segments, runs, bytes, oldest, newest, streams, retention }: ArchiveView,
  now: number,
): readonly string[] {
  const { kept, byStatus, holdTag } = retention;
  const byStatuses = Object.entries(byStatus).map(([status, ms]) => `${status} ${renderDuration(ms)}`);
  const span =
    oldest === undefined || newest === undefined
      ? []
      : [`created  ${renderTime(oldest, now)} to ${renderTime(newest, now)}`];
  return [
    `archive  ${printable(place)}`,
    `has      ${counted(runs, 'run')} in ${counted(segments, 'segment')}, ${renderBytes(bytes)}`,
    ...span,
    `streams  ${describeStreams(streams)}`,
    `kept     ${[kept === undefined ? 'for ever' : renderDuration(kept), ...byStatuses].join(', ')}; for ever with the tag ${printable(holdTag)}`,
  ];
}

function describeStreams({ streams, segments, events, bytes, orphaned }: ArchiveView['streams']): string {
  const all = `${counted(events, 'event')} of ${counted(streams, 'stream')} in ${counted(segments, 'segment')}, ${renderBytes(bytes)}`;
  return orphaned === 0 ? all : `${all}; of another store: ${counted(orphaned, 'segment')}`;
}

async function verify(args: readonly string[], client: Client, output: Output): Promise<number> {
  parseArguments(args, {}, 0);
  const sum = { segments: 0, runs: 0, events: 0, bytes: 0 };
  const broken: ArchiveFaultView[] = [];
  let vanished: ArchiveVerifiedView['vanished'];
  for await (const page of client.archive.verify()) {
    vanished ??= page.vanished;
    sum.segments += page.segments;
    sum.runs += page.runs;
    sum.events += page.events;
    sum.bytes += page.bytes;
    broken.push(...page.broken);
    if (page.next !== undefined && sum.segments > 0 && !output.isJson)
      output.note(`${counted(sum.segments, 'segment')} read`);
  }
  output.json({ ...sum, broken, ...(vanished !== undefined && { vanished }) });
  for (const { code, message } of broken) output.text(`${code}: ${printable(message)}`);
  if (vanished !== undefined) output.text(renderVanished(vanished));
  const found = broken.length === 0 ? 'all whole' : `${broken.length} not whole`;
  const events = sum.events > 0 ? `, ${counted(sum.events, 'event')} of streams` : '';
  output.text(
    `${counted(sum.segments, 'segment')}, ${counted(sum.runs, 'run')}${events}, ${renderBytes(sum.bytes)}: ${found}`,
  );
  return broken.length === 0 && vanished === undefined ? EXIT.ok : EXIT.failed;
}

function renderVanished({ segments, runs, id }: NonNullable<ArchiveVerifiedView['vanished']>): string {
  const name = id === undefined ? '' : ` Its name ends with ${id}.ag06.`;
  return `ARCHIVE_SEGMENT_MISSING: no longer there: ${counted(segments, 'segment')} with ${counted(runs, 'run')}.${name} Restore from a backup.`;
}

const PRUNE_FLAGS = {
  'older-than': { type: 'string' },
  workflow: { type: 'string' },
  status: { type: 'string', multiple: true },
  all: { type: 'boolean' },
  'dry-run': { type: 'boolean' },
  ...STREAM_FLAGS,
} as const;

async function prune(args: readonly string[], client: Client, output: Output): Promise<number> {
  const parsed = parseArguments(args, PRUNE_FLAGS, 0);
  if (isOfStreams(parsed)) return pruneArchivedStreams(parsed, client, output);
  const dryRun = parsed.flag('dry-run');
  const sum = { segments: 0, matched: 0, pruned: 0, held: 0 };
  const unread: ArchiveFaultView[] = [];
  output.progress?.('waiting for a turn beside the dispatchers that archive');
  for await (const page of client.archive.prune(readPruneFilter(parsed), { dryRun })) {
    sum.segments += page.segments;
    sum.matched += page.matched;
    sum.pruned += page.pruned;
    sum.held += page.held;
    unread.push(...page.unread);
    if (page.next !== undefined && !output.isJson)
      output.note(`${counted(sum.matched, 'run')} in ${counted(sum.segments, 'segment')}`);
  }
  output.json({ dryRun, ...sum, unread });
  const done = dryRun
    ? `${counted(sum.matched, 'run')} would leave the archive`
    : `${counted(sum.pruned, 'run')} left the archive`;
  output.text(`${done}${sum.held === 0 ? '' : `; on hold: ${sum.held}`}`);
  for (const { code, message } of unread) output.text(`passed over: ${code}: ${printable(message)}`);
  return unread.length === 0 ? EXIT.ok : EXIT.failed;
}

function readPruneFilter(args: Arguments): ArchivePruneFilter {
  const [olderThan, workflow] = [readDuration(args, 'older-than'), args.text('workflow')];
  const status = readStatuses(args.texts('status'));
  const isFiltered = olderThan !== undefined || workflow !== undefined || status.length > 0;
  if (args.flag('all') === isFiltered)
    throw new UsageError('Say which runs: by --older-than, --workflow or --status, or --all for every one.');
  if (!isFiltered) return { all: true };
  return {
    ...(olderThan !== undefined && { olderThan }),
    ...(workflow !== undefined && { workflow }),
    ...(status.length > 0 && { status }),
  };
}

type Ended = NonNullable<ArchivePruneFilter['status']>[number];
const ENDED: readonly Ended[] = ['completed', 'failed', 'cancelled', 'timed_out'];

function readStatuses(texts: readonly string[]): Ended[] {
  return texts.map((text) => {
    const status = ENDED.find((one) => one === text);
    if (status === undefined) throw unknownWord('status', text, ENDED);
    return status;
  });
}
