import type { ObjectStore } from '@ag06/objects';
import type { StreamEvent } from '@ag06/store';
import { z } from 'zod';
import { brokenSegment } from '../segment/archive-error.ts';
import { loadChecked, Segment } from '../segment/segment.ts';
import { BLOCK_CHARS, compress, encodeTrailer, HEADER, sha256 } from '../segment/segment-format.ts';
import { TermFilter } from '../segment/term-filter.ts';
import type { StreamName } from './stream-segment-key.ts';

/** First and last position, and where its bytes are. */
const Block = z.tuple([z.number(), z.number(), z.number(), z.number()]);
const StreamDirectory = z.object({
  stream: z.object({
    store: z.string(),
    tenant: z.string(),
    stream: z.string(),
    incarnation: z.number(),
  }),
  blocks: z.array(Block),
});
type StreamDirectory = z.output<typeof StreamDirectory>;

/** Position, time, type, data as JSON text; id, correlation id and trace id, or null. */
const Line = z.tuple([
  z.number(),
  z.number(),
  z.string(),
  z.string(),
  z.string().nullable(),
  z.string().nullable(),
  z.string().nullable(),
]);

export interface EventBlock {
  readonly first: number;
  readonly last: number;
  readonly at: number;
  readonly bytes: number;
}

export const termOfType = (type: string): string => `t:${type}`;
export const termOfCorrelation = (id: string): string => `c:${id}`;

/** Writes events that follow each other, in the format of all segments, with a directory of its own. */
export class StreamSegmentWriter {
  readonly #name: StreamName;
  readonly #parts: Buffer[] = [HEADER];
  readonly #blocks: z.output<typeof Block>[] = [];
  readonly #terms = new Set<string>();
  #lines: string[] = [];
  #chars = 0;
  #bytes = HEADER.length;
  #blockFrom = 0;
  #first: StreamEvent | undefined;
  #last: StreamEvent | undefined;

  constructor(name: StreamName) {
    this.#name = name;
  }

  get first(): StreamEvent | undefined {
    return this.#first;
  }

  get last(): StreamEvent | undefined {
    return this.#last;
  }

  /** Compressed so far; the block at hand is not counted. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Throws if the event does not follow the one before. */
  async add(event: StreamEvent): Promise<void> {
    const { position, at, type, data, id = null, correlationId = null, traceId = null } = event;
    if (this.#last !== undefined && position !== this.#last.position + 1)
      throw new Error(`The event ${position} of ${this.#name.stream} follows ${this.#last.position}.`);
    const line = JSON.stringify([position, at, type, data, id, correlationId, traceId]);
    if (this.#chars === 0) this.#blockFrom = position;
    this.#first ??= event;
    this.#last = event;
    this.#terms.add(termOfType(type));
    if (correlationId !== null) this.#terms.add(termOfCorrelation(correlationId));
    this.#lines.push(line);
    this.#chars += line.length + 1;
    if (this.#chars >= BLOCK_CHARS) await this.#endBlock();
  }

  async finish(): Promise<Buffer> {
    await this.#endBlock();
    const { store, tenant, stream, incarnation } = this.#name;
    const content: StreamDirectory = { stream: { store, tenant, stream, incarnation }, blocks: this.#blocks };
    const directory = await compress(JSON.stringify(content));
    const filter = TermFilter.of(this.#terms).bytes;
    const body = Buffer.concat([...this.#parts, directory, filter]);
    const trailer = encodeTrailer({
      directory: { from: this.#bytes, length: directory.length },
      filter: { from: this.#bytes + directory.length, length: filter.length },
      hash: sha256(body),
    });
    return Buffer.concat([body, trailer]);
  }

  async #endBlock(): Promise<void> {
    if (this.#last === undefined || this.#chars === 0) return;
    const frame = await compress(`${this.#lines.join('\n')}\n`);
    this.#blocks.push([this.#blockFrom, this.#last.position, this.#bytes, frame.length]);
    this.#parts.push(frame);
    this.#bytes += frame.length;
    [this.#lines, this.#chars] = [[], 0];
  }
}

/** Reads a segment of events block by block. Keeps its directory and its filter. */
export class StreamSegment {
  readonly #segment: Segment;
  #blocks: Promise<readonly EventBlock[]> | undefined;

  constructor(segment: Segment) {
    this.#segment = segment;
  }

  /** What it reads rejects with `SegmentGone` if the object does not exist any more. */
  static at(objects: Pick<ObjectStore, 'read'>, key: string, bytes: number): StreamSegment {
    return new StreamSegment(Segment.at(objects, key, bytes));
  }

  /** Whether an event may have all of these terms. */
  async mayHave(terms: readonly string[]): Promise<boolean> {
    if (terms.length === 0) return true;
    const filter = await this.#segment.filter();
    return terms.every((term) => filter.mayHave(term));
  }

  filter(): Promise<TermFilter> {
    return this.#segment.filter();
  }

  blocks(): Promise<readonly EventBlock[]> {
    this.#blocks ??= this.#readBlocks().catch((error: unknown) => {
      this.#blocks = undefined;
      throw error;
    });
    return this.#blocks;
  }

  async read({ at, bytes }: EventBlock): Promise<readonly StreamEvent[]> {
    const text = await this.#segment.readBlock({ at, bytes, from: 0, chars: 0 });
    try {
      return text.trimEnd().split('\n').map(readLine);
    } catch (error) {
      throw brokenSegment(this.#segment.key, `its block at ${at} cannot be read`, error);
    }
  }

  /** Its events from a position on. */
  async *events(from = 0): AsyncIterable<StreamEvent> {
    for (const block of await this.blocks())
      if (block.last >= from)
        for (const event of await this.read(block)) if (event.position >= from) yield event;
  }

  async #readBlocks(): Promise<readonly EventBlock[]> {
    try {
      const { blocks } = StreamDirectory.parse(JSON.parse(await this.#segment.directoryText()));
      return blocks.map(([first, last, at, bytes]) => ({ first, last, at, bytes }));
    } catch (error) {
      if (!(error instanceof SyntaxError || error instanceof z.ZodError)) throw error;
      throw brokenSegment(this.#segment.key, 'its directory cannot be read', error);
    }
  }
}

/** Segments of events end behind 8 MiB: no size needs to be looked up. */
const SMALL = 0;

/**
 * Reads a segment back whole: its hash, and that it has every event of its range. Returns undefined if it does not exist.
 * Throws ARCHIVE_SEGMENT_BROKEN.
 */
export async function checkStreamSegment(
  objects: Pick<ObjectStore, 'read'>,
  { key, first, last }: { readonly key: string; readonly first: Place; readonly last: Place },
): Promise<StreamSegment | undefined> {
  const loaded = await loadChecked(objects, key, SMALL);
  if (loaded === undefined) return undefined;
  const segment = new StreamSegment(loaded);
  let next = first.position;
  for (const block of await segment.blocks())
    for (const { position } of await segment.read(block)) {
      if (position !== next) throw brokenSegment(key, `it lacks the event ${next}`);
      next++;
    }
  if (next !== last.position + 1) throw brokenSegment(key, `it ends before the event ${next}`);
  return segment;
}

type Place = { readonly position: number };

function readLine(text: string): StreamEvent {
  const [position, at, type, data, id, correlationId, traceId] = Line.parse(JSON.parse(text));
  return {
    position,
    at,
    type,
    data,
    ...(id !== null && { id }),
    ...(correlationId !== null && { correlationId }),
    ...(traceId !== null && { traceId }),
  };
}
