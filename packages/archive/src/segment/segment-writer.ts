import { createHash } from 'node:crypto';
import { comparePositions } from '@ag06/store';
import type {
  DirectoryBlock,
  DirectoryDefinition,
  DirectoryMark,
  DirectoryRun,
  LinePlace,
} from './directory.ts';
import { encodeDirectory } from './directory-codec.ts';
import { filterOfRuns } from './run-terms.ts';
import { SegmentBody } from './segment-body.ts';
import { dueOfRuns, encodeDue } from './segment-due.ts';
import { BLOCK_CHARS, compress, encodeTrailer, HEADER } from './segment-format.ts';

export type RunHead = Omit<DirectoryRun, 'from' | 'length' | 'marks' | 'events'>;

export interface Line {
  readonly text: string;
  readonly place: LinePlace;
}

/** A segment until it is put. Whoever has it disposes of its body. Its raw lines are never in memory together. */
export interface WrittenSegment {
  readonly body: SegmentBody;
  readonly runs: readonly DirectoryRun[];
}

/** Writes the lines of runs, one run after the other. */
export class SegmentWriter {
  readonly #body: SegmentBody;
  /** Of all parts, part by part: a segment is too large for one turn of the event loop. */
  readonly #hash = createHash('sha256').update(HEADER);
  readonly #blocks: DirectoryBlock[] = [];
  readonly #runs: DirectoryRun[] = [];
  readonly #definitions: DirectoryDefinition[] = [];
  readonly #names = new Set<string>();
  #lines: string[] = [];
  #chars = 0;
  #blockFrom = 0;
  #bytes = HEADER.length;

  constructor(body = new SegmentBody()) {
    this.#body = body;
  }

  get runs(): number {
    return this.#runs.length;
  }

  /** Compressed so far; the block at hand is not counted. */
  get bytes(): number {
    return this.#bytes;
  }

  /** All characters so far, those of the block at hand too. */
  get chars(): number {
    return this.#blockFrom + this.#chars;
  }

  /** Writes a run. `events` counts those among its lines. */
  async addRun(head: RunHead, lines: AsyncIterable<Line> | Iterable<Line>): Promise<void> {
    const from = this.chars;
    const marks: DirectoryMark[] = [];
    let events = 0;
    for await (const { text, place } of lines) {
      if (this.#chars === 0 && this.chars > from) marks.push({ from: this.chars, place });
      if (place[0] === 'e') events++;
      await this.#add(text);
    }
    this.#runs.push({
      ...head,
      events,
      from,
      length: this.chars - from,
      ...(marks.length > 0 && { marks }),
    });
  }

  /** Writes a definition, once. */
  async addDefinition(tenant: string, name: string, version: string, definition: string): Promise<void> {
    const id = JSON.stringify([tenant, name, version]);
    if (this.#names.has(id)) return;
    this.#names.add(id);
    const from = this.chars;
    await this.#add(JSON.stringify(['d', definition]));
    this.#definitions.push({ tenant, name, version, from, length: this.chars - from });
  }

  hasDefinition(tenant: string, name: string, version: string): boolean {
    return this.#names.has(JSON.stringify([tenant, name, version]));
  }

  async finish(): Promise<WrittenSegment> {
    await this.#endBlock();
    const runs = this.#runs.toSorted(comparePositions);
    const directory = await compress(
      await encodeDirectory({ runs, blocks: this.#blocks, definitions: this.#definitions }),
    );
    const filter = (await filterOfRuns(runs)).bytes;
    const due = encodeDue(dueOfRuns(runs));
    for (const part of [directory, filter, due]) this.#hash.update(part);
    const trailer = encodeTrailer({
      directory: { from: this.#bytes, length: directory.length },
      filter: { from: this.#bytes + directory.length, length: filter.length },
      hash: this.#hash.digest(),
    });
    for (const part of [directory, filter, due, trailer]) await this.#body.add(part);
    return { body: this.#body, runs };
  }

  /** Of a segment that is not to be finished. */
  dispose(): Promise<void> {
    return this.#body.dispose();
  }

  async #add(line: string): Promise<void> {
    this.#lines.push(line);
    this.#chars += line.length + 1;
    if (this.#chars >= BLOCK_CHARS) await this.#endBlock();
  }

  async #endBlock(): Promise<void> {
    if (this.#body.bytes === 0) await this.#body.add(HEADER);
    if (this.#chars === 0) return;
    const frame = await compress(`${this.#lines.join('\n')}\n`);
    this.#blocks.push({ from: this.#blockFrom, chars: this.#chars, at: this.#bytes, bytes: frame.length });
    await this.#body.add(frame);
    this.#hash.update(frame);
    this.#bytes += frame.length;
    this.#blockFrom += this.#chars;
    [this.#lines, this.#chars] = [[], 0];
  }
}
