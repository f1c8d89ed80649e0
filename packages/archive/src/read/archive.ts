import type { RunPage, RunQuery, StoredWorkflow } from '@ag06/store';
import { LRUCache } from 'lru-cache';
import type { Catalogue, KnownSegment } from '../catalogue/catalogue.ts';
import { DamagedSegment, type DamagedSegments } from '../catalogue/damaged-segments.ts';
import { ArchiveError } from '../segment/archive-error.ts';
import type { Directory, DirectoryBlock, DirectoryRun } from '../segment/directory.ts';
import { readLines } from '../segment/read-lines.ts';
import { termOfId } from '../segment/run-terms.ts';
import { type Segment, SegmentGone } from '../segment/segment.ts';
import { ArchivedRun } from './archived-run.ts';
import { listArchived } from './list-archived.ts';

/** Characters of blocks that are kept for the next question about the same run. */
const BLOCK_CACHE_CHARS = 8 * 1024 * 1024;

/** Reads archived runs. */
export class Archive {
  readonly #catalogue: Catalogue;
  readonly #blocks = new LRUCache<string, string>({
    maxSize: BLOCK_CACHE_CHARS,
    sizeCalculation: (text) => text.length + 1,
  });

  constructor(catalogue: Catalogue) {
    this.#catalogue = catalogue;
  }

  /**
   * Finds a run. Of a run that was archived more than once, returns the last. A damaged segment is passed over, unless it
   * may have the run and no other has it: then this rejects with its error, because only a look at all segments can say
   * that there is no such run.
   */
  find(runId: string): Promise<ArchivedRun | undefined> {
    return this.#again(async (segments) => {
      let found: FoundRun | undefined;
      let doubt: DamagedSegment | undefined;
      for (const known of segments) {
        const seen = await this.#catalogue.readHead(known, (segment) => findIn(segment, runId));
        if (seen instanceof DamagedSegment) {
          if (mayHave(seen, runId)) doubt = seen;
        } else if (seen !== undefined && seen.head.archivedAt >= (found?.head.archivedAt ?? 0))
          found = { ...seen, known: { ...known, segment: seen.segment } };
      }
      if (found === undefined && doubt !== undefined) throw inDamaged(runId, doubt);
      return found && new ArchivedRun(found.head, found.directory, this.#readerOf(found.known));
    });
  }

  /** As `RunStore.listRuns`, of archived runs. */
  listRuns(query: RunQuery): Promise<RunPage> {
    return this.#again((segments) => listArchived(segments, query, this.#catalogue));
  }

  /** The segments that could not be read when they were tried last. */
  get damaged(): Pick<DamagedSegments, 'list' | 'size'> {
    return this.#catalogue.damaged;
  }

  /**
   * Reads damaged segments again, a few that wait longest for it, and whole: those that were restored are no longer among
   * the damaged. Each costs the reading of a segment, so one that stays damaged is read more and more rarely.
   */
  async recheckDamaged(signal?: AbortSignal): Promise<void> {
    const { damaged } = this.#catalogue;
    const known = new Map((await this.#catalogue.look()).map((one) => [one.key, one]));
    for (const { about } of damaged.takeDue(RECHECKED)) {
      signal?.throwIfAborted();
      const one = known.get(about.key);
      if (one !== undefined) await this.#catalogue.verify(one);
    }
  }

  /**
   * Finds the definition of a workflow among those of archived runs. Damaged segments are passed over: a run has its
   * definition in its own segment.
   */
  findDefinition(tenant: string, name: string, version: string): Promise<StoredWorkflow | undefined> {
    return this.#again(async (segments) => {
      for (const known of segments) {
        const seen = await this.#catalogue.readHead(known, async (segment) => {
          if (!(await segment.filter()).mayHave(`w:${name}`)) return undefined;
          const directory = await segment.directory();
          const found = directory.definitions.find(
            (one) => one.tenant === tenant && one.name === name && one.version === version,
          );
          return found && { segment, directory, from: found.from, end: found.from + found.length };
        });
        if (seen === undefined || seen instanceof DamagedSegment) continue;
        const readBlock = this.#readerOf({ ...known, segment: seen.segment });
        const lines = readLines(seen.directory, readBlock, seen.from, seen.end);
        for await (const line of lines) return { name, version, definition: readDefinition(line) };
      }
      return undefined;
    });
  }

  #readerOf(known: KnownSegment) {
    const { segment } = known;
    return async (block: DirectoryBlock): Promise<string> => {
      const id = `${segment.key} ${block.at}`;
      const kept = this.#blocks.get(id);
      if (kept !== undefined) return kept;
      const text = await segment.readBlock(block).catch(async (error: unknown) => {
        const noted = await this.#catalogue.note(known, 'runs', error).catch((other: unknown) => other);
        throw noted instanceof DamagedSegment ? noted.error : replacedIfGone(noted);
      });
      this.#blocks.set(id, text);
      return text;
    };
  }

  /** Looks again if a segment is replaced by another while it is read. */
  async #again<T>(read: (segments: readonly KnownSegment[]) => Promise<T>): Promise<T> {
    for (let tries = 1; ; tries++) {
      try {
        return await read(await this.#catalogue.look());
      } catch (error) {
        if (!(error instanceof SegmentGone) || tries >= TRIES) throw error;
      }
    }
  }
}

const TRIES = 3;
/** Damaged segments that are read again at once. */
const RECHECKED = 4;

interface SeenRun {
  /** It may have been opened anew. */
  readonly segment: Segment;
  readonly head: DirectoryRun;
  readonly directory: Directory;
}

interface FoundRun extends SeenRun {
  readonly known: KnownSegment;
}

async function findIn(segment: Segment, runId: string): Promise<SeenRun | undefined> {
  if (!(await segment.filter()).mayHave(termOfId(runId))) return undefined;
  const directory = await segment.directory();
  const head = directory.runs.find((run) => run.runId === runId);
  return head && { head, directory, segment };
}

/** Ids are made before their runs are, by clocks that may differ by so much. */
const CLOCKS_DIFFER_MS = 24 * 3600_000;
const ID_TIME = /^r[0-9a-z]+-([0-9a-z]{9})/;

/** Whether a damaged segment may have a run: by its filter, or else by the time in the id, where there is one. */
function mayHave({ filter, about: { newest } }: DamagedSegment, runId: string): boolean {
  if (filter !== undefined) return filter.mayHave(termOfId(runId));
  const [, time = '0'] = ID_TIME.exec(runId) ?? [];
  return Number.parseInt(time, 36) <= newest + CLOCKS_DIFFER_MS;
}

/** The places in its directory are not those of the segment that replaced it, so a reader begins again. */
const replacedIfGone = (error: unknown): unknown =>
  error instanceof SegmentGone
    ? Object.assign(
        new Error('The archive was tidied while the run was read. Read it again.', { cause: error }),
        {
          name: 'ObjectError',
          code: 'OBJECTS_UNAVAILABLE',
          isRetryable: true,
        },
      )
    : error;

function inDamaged(runId: string, { filter, error }: DamagedSegment): ArchiveError {
  const where = filter === undefined ? 'is in the archive is not known' : 'can be shown is not known';
  return new ArchiveError(error.code, `Whether the run ${runId} ${where}. ${error.message}`, {
    cause: error,
    segment: error.segment,
  });
}

const readDefinition = (line: string): string => String(JSON.parse(line)[1]);
