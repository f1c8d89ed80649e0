import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
// As a whole: a name that an older Node lacks would fail before it is told that it is too old.
import * as zlib from 'node:zlib';
import { ArchiveError, brokenSegment } from './archive-error.ts';

/**
 * A segment holds finished runs, is written once, and is never changed:
 *
 *     "AG06SEG1"                        8 bytes
 *     blocks                            each a zstd frame with a checksum, of whole lines of UTF-8
 *     directory                         a zstd frame of JSON: `Directory`
 *     filter                            the bits of a `TermFilter` over the terms of all its runs
 *     due times                         JSON, see `segment-due.ts`; older segments have none
 *     trailer                           96 bytes, see `encodeTrailer`
 *
 * Lines are JSON arrays, see `run-lines.ts`; those of a run follow each other, and a run may reach over many blocks. A
 * block of many runs is compressed as one text, so that runs of one workflow share what they have in common. One run is
 * read by its blocks alone. A list needs the directory; the filter says whether it is worth reading.
 */
export const HEADER = Buffer.from('AG06SEG1');
const END = Buffer.from('AG06END1');
export const TRAILER_BYTES = 96;
const FORMAT = 1;
/** The characters of a block before it is compressed: the last line may exceed them. */
export const BLOCK_CHARS = 256 * 1024;

export interface Trailer {
  readonly directory: { readonly from: number; readonly length: number };
  readonly filter: { readonly from: number; readonly length: number };
  /** SHA-256 of everything before the trailer. */
  readonly hash: Buffer;
}

/** Format, the places of directory and filter, the hash of all before, the hash of these, and the end mark. */
export function encodeTrailer({ directory, filter, hash }: Trailer): Buffer {
  const trailer = Buffer.alloc(TRAILER_BYTES);
  trailer.writeUInt32BE(FORMAT, 0);
  trailer.writeUIntBE(directory.from, 4, 6);
  trailer.writeUIntBE(directory.length, 10, 6);
  trailer.writeUIntBE(filter.from, 16, 6);
  trailer.writeUIntBE(filter.length, 22, 6);
  hash.copy(trailer, 28);
  sha256(trailer.subarray(0, 60)).copy(trailer, 60, 0, 28);
  END.copy(trailer, TRAILER_BYTES - END.length);
  return trailer;
}

/** Throws ARCHIVE_SEGMENT_BROKEN or ARCHIVE_SEGMENT_NEWER. */
export function decodeTrailer(key: string, trailer: Buffer): Trailer {
  if (trailer.length !== TRAILER_BYTES || !trailer.subarray(-END.length).equals(END))
    throw brokenSegment(key, 'it does not end as a segment does');
  if (!sha256(trailer.subarray(0, 60)).subarray(0, 28).equals(trailer.subarray(60, 88)))
    throw brokenSegment(key, 'its trailer does not have its hash');
  const format = trailer.readUInt32BE(0);
  if (format > FORMAT)
    throw new ArchiveError(
      'ARCHIVE_SEGMENT_NEWER',
      `The segment ${key} has format ${format}, and this program reads up to ${FORMAT}. Use the release that wrote it.`,
      { segment: key },
    );
  return {
    directory: { from: trailer.readUIntBE(4, 6), length: trailer.readUIntBE(10, 6) },
    filter: { from: trailer.readUIntBE(16, 6), length: trailer.readUIntBE(22, 6) },
    hash: trailer.subarray(28, 60),
  };
}

export const sha256 = (bytes: Uint8Array): Buffer => createHash('sha256').update(bytes).digest();

const LEVEL = 9;

const compressAsync = promisify(zlib.zstdCompress);
const decompressAsync = promisify(zlib.zstdDecompress);

export const compress = (text: string): Promise<Buffer> =>
  compressAsync(Buffer.from(text), {
    params: { [zlib.constants.ZSTD_c_compressionLevel]: LEVEL, [zlib.constants.ZSTD_c_checksumFlag]: 1 },
  });

/** Throws ARCHIVE_SEGMENT_BROKEN. */
export async function decompress(key: string, what: string, bytes: Buffer): Promise<string> {
  try {
    return (await decompressAsync(bytes)).toString();
  } catch (error) {
    throw brokenSegment(key, `its ${what} cannot be read`, error);
  }
}
