import type { ObjectStore } from '@ag06/objects';
import { ArchiveError, brokenSegment } from './archive-error.ts';
import { type Directory, type DirectoryBlock, decodeDirectory } from './directory.ts';
import { decodeTrailer, decompress, HEADER, sha256, TRAILER_BYTES, type Trailer } from './segment-format.ts';
import { TermFilter } from './term-filter.ts';

/** Where the bytes of a segment come from: an object, or a buffer that was read whole. */
export type ReadPart = (from: number, length: number) => Promise<Buffer>;

/** Reads one segment part by part. Keeps trailer, filter and directory once they are read. */
export class Segment {
  readonly key: string;
  readonly bytes: number;
  readonly #read: ReadPart;
  readonly #trailer = new Lazy(() => this.#readTrailer());
  readonly #filter = new Lazy(() => this.#readFilter());
  readonly #directory = new Lazy(() => this.#readDirectory());

  constructor(key: string, bytes: number, read: ReadPart) {
    this.key = key;
    this.bytes = bytes;
    this.#read = read;
  }

  /** What it reads rejects with `SegmentGone` if the object does not exist any more. */
  static at(objects: Pick<ObjectStore, 'read'>, key: string, bytes: number): Segment {
    return new Segment(key, bytes, async (from, length) => {
      const part = await objects.read(key, { from, length });
      if (part === undefined) throw new SegmentGone(key);
      if (part.length !== length) throw brokenSegment(key, 'it is shorter than it was');
      return part;
    });
  }

  /** A segment of the archive whose object is not there. */
  static gone(key: string): Segment {
    return new Segment(key, HEADER.length + TRAILER_BYTES, () => Promise.reject(new SegmentGone(key)));
  }

  filter(): Promise<TermFilter> {
    return this.#filter.get();
  }

  directory(): Promise<Directory> {
    return this.#directory.get();
  }

  async readBlock({ at, bytes }: DirectoryBlock): Promise<string> {
    return decompress(this.key, `block at ${at}`, await this.#read(at, bytes));
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

  async #readDirectory(): Promise<Directory> {
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

/** Reads a segment whole and checks its hash. Returns undefined if it does not exist. Throws ARCHIVE_SEGMENT_BROKEN. */
export async function loadChecked(
  objects: Pick<ObjectStore, 'read'>,
  key: string,
): Promise<Segment | undefined> {
  const bytes = await objects.read(key);
  if (bytes === undefined) return undefined;
  if (bytes.length < HEADER.length + TRAILER_BYTES) throw brokenSegment(key, 'it is too short');
  const body = bytes.subarray(0, -TRAILER_BYTES);
  const { hash } = decodeTrailer(key, bytes.subarray(-TRAILER_BYTES));
  if (!body.subarray(0, HEADER.length).equals(HEADER))
    throw brokenSegment(key, 'it does not begin as a segment does');
  if (!sha256(body).equals(hash)) throw brokenSegment(key, 'its bytes do not have its hash');
  return new Segment(key, bytes.length, async (from, length) => bytes.subarray(from, from + length));
}
