import { createHash } from 'node:crypto';
import type { ObjectStore } from '@ag06/objects';
import { ArchiveError, brokenSegment } from './archive-error.ts';
import type { Directory, DirectoryBlock } from './directory.ts';
import { decodeDirectory, type ReadDirectory } from './directory-codec.ts';
import { decodeDue, type SegmentDue } from './segment-due.ts';
import { decodeTrailer, decompress, HEADER, TRAILER_BYTES, type Trailer } from './segment-format.ts';
import { SegmentMemory, UNBOUNDED } from './segment-memory.ts';
import { TermFilter } from './term-filter.ts';

/** Where the bytes of a segment come from: an object, or a buffer that was read whole. */
type ReadPart = (from: number, length: number) => Promise<Buffer>;

/**
 * Reads one segment part by part. Keeps its trailer and its due times, some 300 bytes, once they are read; filter and
 * directory as long as the memory that it shares with others has room.
 */
export class Segment {
  readonly key: string;
  readonly bytes: number;
  readonly #read: ReadPart;
  readonly #trailer = new Lazy(() => this.#readTrailer());
  readonly #due = new Lazy(() => this.#readDue());
  #memory: SegmentMemory | undefined;

  /** Without a memory of others it has one of its own. */
  constructor(key: string, bytes: number, read: ReadPart, memory?: SegmentMemory) {
    this.key = key;
    this.bytes = bytes;
    this.#read = read;
    this.#memory = memory;
  }

  /** What it reads rejects with `SegmentGone` if the object does not exist any more. */
  static at(objects: Pick<ObjectStore, 'read'>, key: string, bytes: number, memory?: SegmentMemory): Segment {
    const read: ReadPart = async (from, length) => {
      const part = await objects.read(key, { from, length });
      if (part === undefined) throw new SegmentGone(key);
      if (part.length !== length) throw brokenSegment(key, 'it is shorter than it was');
      return part;
    };
    return new Segment(key, bytes, read, memory);
  }

  /** A segment of the archive whose object is not there. */
  static gone(key: string): Segment {
    return new Segment(key, HEADER.length + TRAILER_BYTES, () => Promise.reject(new SegmentGone(key)));
  }

  filter(): Promise<TermFilter> {
    return this.#needMemory().filters.get(this.key, () => this.#readFilter());
  }

  directory(): Promise<Directory> {
    return this.#needMemory().directories.get(this.key, () => this.#readDirectory());
  }

  /** When its runs may leave the archive; undefined if it is of an older format and does not tell. */
  due(): Promise<SegmentDue | undefined> {
    return this.#due.get();
  }

  async readBlock({ at, bytes }: DirectoryBlock): Promise<string> {
    return decompress(this.key, `block at ${at}`, await this.#read(at, bytes));
  }

  /** Thousands of segments are listed for each that is read. */
  #needMemory(): SegmentMemory {
    this.#memory ??= new SegmentMemory(UNBOUNDED);
    return this.#memory;
  }

  async #readFilter(): Promise<TermFilter> {
    const { filter } = await this.#trailer.get();
    return new TermFilter(await this.#read(filter.from, filter.length));
  }

  /** What kind of segment this is decides what its directory says. */
  async directoryText(): Promise<string> {
    const { directory } = await this.#trailer.get();
    return decompress(this.key, 'directory', await this.#read(directory.from, directory.length));
  }

  /** They lie between the filter and the trailer. */
  async #readDue(): Promise<SegmentDue | undefined> {
    const { filter } = await this.#trailer.get();
    const from = filter.from + filter.length;
    const length = this.bytes - TRAILER_BYTES - from;
    return length <= 0 ? undefined : decodeDue(this.key, await this.#read(from, length));
  }

  async #readDirectory(): Promise<ReadDirectory> {
    return decodeDirectory(this.key, await this.directoryText());
  }

  async #readTrailer(): Promise<Trailer> {
    if (this.bytes < HEADER.length + TRAILER_BYTES) throw brokenSegment(this.key, 'it is too short');
    return decodeTrailer(this.key, await this.#read(this.bytes - TRAILER_BYTES, TRAILER_BYTES));
  }
}

/** A value that is loaded once. After a failure the next call loads it again. */
class Lazy<T> {
  readonly #load: () => Promise<T>;
  #value: Promise<T> | undefined;

  constructor(load: () => Promise<T>) {
    this.#load = load;
  }

  get(): Promise<T> {
    this.#value ??= this.#load().catch((error: unknown) => {
      this.#value = undefined;
      throw error;
    });
    return this.#value;
  }
}

export class SegmentGone extends Error {
  override readonly name = 'SegmentGone';
  readonly key: string;

  constructor(key: string) {
    super(`The segment ${key} does not exist.`);
    this.key = key;
  }
}

/** The key of the segment that an error is about, if it is about one. */
export const segmentOf = (error: unknown): string | undefined =>
  error instanceof SegmentGone ? error.key : error instanceof ArchiveError ? error.segment : undefined;

/** A larger one is read part by part, and never in memory as a whole. */
const WHOLE_BYTES = 16 * 1024 * 1024;
const PART_BYTES = 4 * 1024 * 1024;

/**
 * Reads a segment of `size` bytes whole and checks its hash. Returns undefined if it does not exist, or its size is not known because
 * it did not. Throws ARCHIVE_SEGMENT_BROKEN.
 */
export async function loadChecked(
  objects: Pick<ObjectStore, 'read'>,
  key: string,
  size: number | undefined,
): Promise<Segment | undefined> {
  if (size === undefined) return undefined;
  if (size > WHOLE_BYTES) return loadByParts(objects, key, size);
  const bytes = await objects.read(key);
  if (bytes === undefined) return undefined;
  const whole: ReadPart = async (from, length) => bytes.subarray(from, from + length);
  await checkHash(key, bytes.length, whole, bytes.length);
  return new Segment(key, bytes.length, whole);
}

async function loadByParts(
  objects: Pick<ObjectStore, 'read'>,
  key: string,
  size: number,
): Promise<Segment | undefined> {
  const read: ReadPart = async (from, length) => {
    const part = await objects.read(key, { from, length });
    if (part === undefined) throw new SegmentGone(key);
    return part;
  };
  try {
    await checkHash(key, size, read, PART_BYTES);
  } catch (error) {
    if (error instanceof SegmentGone) return undefined;
    throw error;
  }
  return Segment.at(objects, key, size);
}

/** Throws ARCHIVE_SEGMENT_BROKEN unless the bytes are those that the trailer names. */
async function checkHash(key: string, size: number, read: ReadPart, partBytes: number): Promise<void> {
  if (size < HEADER.length + TRAILER_BYTES) throw brokenSegment(key, 'it is too short');
  const end = size - TRAILER_BYTES;
  const { hash } = decodeTrailer(key, await read(end, TRAILER_BYTES));
  if (!(await read(0, HEADER.length)).equals(HEADER))
    throw brokenSegment(key, 'it does not begin as a segment does');
  const found = createHash('sha256');
  for (let from = 0; from < end; from += partBytes)
    found.update(await read(from, Math.min(partBytes, end - from)));
  if (!found.digest().equals(hash)) throw brokenSegment(key, 'its bytes do not have its hash');
}

/** Returns undefined if there is no such object. */
export async function sizeOf(objects: Pick<ObjectStore, 'list'>, key: string): Promise<number | undefined> {
  for await (const found of objects.list(key)) if (found.key === key) return found.bytes;
  return undefined;
}
