import type { ObjectStore } from '@ag06/objects';
import { ArchiveError, brokenSegment, missingSegment } from '../segment/archive-error.ts';
import type { Directory } from '../segment/directory.ts';
import { inTurns, RUNS_A_TURN } from '../segment/in-turns.ts';
import { termsOfRun } from '../segment/run-terms.ts';
import { loadChecked, type Segment } from '../segment/segment.ts';

/**
 * Reads a whole segment: its hash, its directory, every block, the place of every run, and the filter that lists ask.
 * Returns what is wrong with it: ARCHIVE_SEGMENT_BROKEN or _NEWER, or _MISSING if it does not exist; undefined if it is whole.
 * Rejects with an `ObjectError` if it cannot be read now.
 */
export async function verifySegment(
  objects: Pick<ObjectStore, 'read'>,
  key: string,
  size: number,
): Promise<ArchiveError | undefined> {
  try {
    const segment = await loadChecked(objects, key, size);
    if (segment === undefined) return missingSegment(key);
    const directory = await segment.directory();
    const chars = await readBlocks(segment, directory);
    await checkRuns(segment, directory, chars);
    return undefined;
  } catch (error) {
    if (error instanceof ArchiveError) return error;
    throw error;
  }
}

/** Returns the characters of all blocks, which lie behind each other. */
async function readBlocks(segment: Segment, { blocks }: Directory): Promise<number> {
  let end = 0;
  for (const block of blocks) {
    const text = await segment.readBlock(block);
    if (block.from !== end || text.length !== block.chars)
      throw brokenSegment(segment.key, `its block at ${block.at} is not the one that its directory names`);
    end += text.length;
  }
  return end;
}

async function checkRuns(segment: Segment, { runs }: Directory, chars: number): Promise<void> {
  const filter = await segment.filter();
  await segment.due();
  await inTurns(runs, RUNS_A_TURN, (run) => {
    if (run.from + run.length > chars)
      throw brokenSegment(segment.key, `the run ${run.runId} is not within its blocks`);
    if (!termsOfRun(run).every((term) => filter.mayHave(term)))
      throw brokenSegment(segment.key, `its filter does not know the run ${run.runId}`);
  });
}
