import type { ReadDirectory } from './directory-codec.ts';
import { KeptParts } from './kept-parts.ts';
import type { TermFilter } from './term-filter.ts';

const MiB = 1024 * 1024;

export interface MemoryLimits {
  readonly directoryBytes: number;
  readonly filterBytes: number;
}

/** About 50,000 runs in directories, and 7,000,000 in filters. */
const LIMITS: MemoryLimits = { directoryBytes: 32 * MiB, filterBytes: 64 * MiB };
/** Of one segment that is read whole, and forgotten with it. */
export const UNBOUNDED: MemoryLimits = {
  directoryBytes: Number.MAX_SAFE_INTEGER,
  filterBytes: Number.MAX_SAFE_INTEGER,
};
/** A filter beside its bits. */
const FILTER_BYTES = 200;

/** The parts of all segments that a process keeps in memory, however many segments there are. */
export class SegmentMemory {
  readonly directories: KeptParts<ReadDirectory>;
  readonly filters: KeptParts<TermFilter>;

  constructor({ directoryBytes, filterBytes }: MemoryLimits = LIMITS) {
    this.directories = new KeptParts({
      maxBytes: directoryBytes,
      bytesOf: ({ heapBytes }) => heapBytes,
      order: 'recent',
    });
    this.filters = new KeptParts({
      maxBytes: filterBytes,
      bytesOf: ({ bytes }) => bytes.length + FILTER_BYTES,
      order: 'scan',
    });
  }

  /** The segment left the archive, or its object was put anew. */
  forget(key: string): void {
    this.directories.delete(key);
    this.filters.delete(key);
  }
}
