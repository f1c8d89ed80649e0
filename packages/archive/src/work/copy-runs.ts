import type { Directory, DirectoryRun } from '../segment/directory.ts';
import { type ReadBlock, readLines } from '../segment/read-lines.ts';
import { placeOfLine } from '../segment/run-lines.ts';
import type { Segment } from '../segment/segment.ts';
import { type Line, SegmentWriter, type WrittenSegment } from '../segment/segment-writer.ts';

/** Copies the runs of segments that `keeps` names into one new segment. A run that is in several is taken from the last. */
export async function copyRuns(
  segments: readonly Segment[],
  keeps: (run: DirectoryRun) => boolean,
  signal?: AbortSignal,
): Promise<WrittenSegment> {
  const writer = new SegmentWriter();
  try {
    await copyInto(writer, segments, keeps, signal);
    return await writer.finish();
  } catch (error) {
    await writer.dispose();
    throw error;
  }
}

async function copyInto(
  writer: SegmentWriter,
  segments: readonly Segment[],
  keeps: (run: DirectoryRun) => boolean,
  signal: AbortSignal | undefined,
): Promise<void> {
  const sources: Source[] = [];
  for (const segment of segments) sources.push({ segment, directory: await segment.directory() });
  const newest = findNewest(sources);
  for (const { segment, directory } of sources) {
    const kept = directory.runs.filter((run) => keeps(run) && newest.get(run.runId) === run);
    const readBlock = rememberLast((block) => segment.readBlock(block));
    // In the order of their places, so that each block is read once.
    for (const run of kept.toSorted((a, b) => a.from - b.from)) {
      signal?.throwIfAborted();
      await copyDefinition(writer, directory, run, readBlock);
      const { from: _, length: __, marks: ___, events: ____, ...head } = run;
      await writer.addRun(head, linesOf(directory, run, readBlock));
    }
  }
}

/** A directory that is read again is another object, so each is read once. */
interface Source {
  readonly segment: Segment;
  readonly directory: Directory;
}

function findNewest(sources: readonly Source[]): ReadonlyMap<string, DirectoryRun> {
  const newest = new Map<string, DirectoryRun>();
  for (const { directory } of sources)
    for (const run of directory.runs)
      if (run.archivedAt >= (newest.get(run.runId)?.archivedAt ?? 0)) newest.set(run.runId, run);
  return newest;
}

async function* linesOf(
  directory: Directory,
  { from, length }: { readonly from: number; readonly length: number },
  readBlock: ReadBlock,
): AsyncIterable<Line> {
  for await (const text of readLines(directory, readBlock, from, from + length))
    yield { text, place: placeOfLine(text) };
}

async function copyDefinition(
  writer: SegmentWriter,
  directory: Directory,
  { meta }: DirectoryRun,
  readBlock: ReadBlock,
): Promise<void> {
  const { tenant, workflow, version } = meta;
  if (writer.hasDefinition(tenant, workflow, version)) return;
  const found = directory.definitions.find(
    (one) => one.tenant === tenant && one.name === workflow && one.version === version,
  );
  if (found === undefined) return;
  for await (const { text } of linesOf(directory, found, readBlock))
    await writer.addDefinition(tenant, workflow, version, String(JSON.parse(text)[1]));
}

/** Runs lie side by side in blocks: the last block is kept. */
function rememberLast(read: ReadBlock): ReadBlock {
  let last: { readonly at: number; readonly text: string } | undefined;
  return async (block) => {
    if (last?.at !== block.at) last = { at: block.at, text: await read(block) };
    return last.text;
  };
}
