import type { RunPage, RunQuery, StoredWorkflow } from '@ag06/store';
import { LRUCache } from 'lru-cache';
import type { Catalogue, KnownSegment } from '../catalogue/catalogue.ts';
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

  /** Finds a run. Of a run that was archived more than once, returns the last. A broken segment is passed over. */
  find(runId: string): Promise<ArchivedRun | undefined> {
    return this.#again(async (segments) => {
      let found:
        | { readonly head: DirectoryRun; readonly directory: Directory; readonly segment: Segment }
        | undefined;
      let broken: unknown;
      for (const { segment } of segments) {
        try {
          if (!(await segment.filter()).mayHave(termOfId(runId))) continue;
          const directory = await segment.directory();
          const head = directory.runs.find((run) => run.runId === runId);
          if (head !== undefined && head.archivedAt >= (found?.head.archivedAt ?? 0))
            found = { head, directory, segment };
        } catch (error) {
          if (!(error instanceof ArchiveError)) throw error;
          broken = error;
        }
      }
      // Only a look at all segments can say that there is no such run.
      if (found === undefined && broken !== undefined) throw broken;
      return found && new ArchivedRun(found.head, found.directory, this.#readerOf(found.segment));
    });
  }

  /** As `RunStore.listRuns`, of archived runs. */
  listRuns(query: RunQuery): Promise<RunPage> {
    return this.#again((segments) => listArchived(segments, query));
  }

  /** Finds the definition of a workflow among those of archived runs. */
  findDefinition(tenant: string, name: string, version: string): Promise<StoredWorkflow | undefined> {
    return this.#again(async (segments) => {
      for (const { segment } of segments) {
        if (!(await segment.filter()).mayHave(`w:${name}`)) continue;
        const directory = await segment.directory();
        const found = directory.definitions.find(
          (one) => one.tenant === tenant && one.name === name && one.version === version,
        );
        if (found === undefined) continue;
        const lines = readLines(directory, this.#readerOf(segment), found.from, found.from + found.length);
        for await (const line of lines) return { name, version, definition: readDefinition(line) };
      }
      return undefined;
    });
  }

  #readerOf(segment: Segment) {
    return async (block: DirectoryBlock): Promise<string> => {
      const id = `${segment.key} ${block.at}`;
      const known = this.#blocks.get(id);
      if (known !== undefined) return known;
      const text = await segment.readBlock(block);
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

const readDefinition = (line: string): string => String(JSON.parse(line)[1]);
