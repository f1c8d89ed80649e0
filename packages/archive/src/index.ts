export { Catalogue, type KnownSegment } from './catalogue/catalogue.ts';
export { Ledger, type LedgerState } from './catalogue/ledger.ts';
export { Archive } from './read/archive.ts';
export { ArchivedRun } from './read/archived-run.ts';
export { withArchive, withArchivedRuns } from './read/with-archive.ts';
export { ArchiveError, type ArchiveErrorCode } from './segment/archive-error.ts';
export type { DirectoryRun } from './segment/directory.ts';
export { loadChecked, Segment } from './segment/segment.ts';
export { type ArchivePoint, ArchiveWork, type ArchiveWorkParts } from './work/archive-work.ts';
