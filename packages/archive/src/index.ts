export { Catalogue, type KnownSegment } from './catalogue/catalogue.ts';
export { DamagedSegment, type DamagedSegments } from './catalogue/damaged-segments.ts';
export { Ledger, type LedgerState } from './catalogue/ledger.ts';
export { Archive } from './read/archive.ts';
export { ArchivedRun } from './read/archived-run.ts';
export { nameOfSegment, pageSegments, type SegmentPage } from './read/page-segments.ts';
export { verifySegment } from './read/verify-segment.ts';
export { withArchive, withArchivedRuns } from './read/with-archive.ts';
export { ArchiveError, type ArchiveErrorCode } from './segment/archive-error.ts';
export type { ArchiveFailure } from './segment/archive-failure.ts';
export type { DirectoryRun } from './segment/directory.ts';
export { loadChecked, Segment, SegmentGone } from './segment/segment.ts';
export { type EventsPoint, StreamWork, type StreamWorkParts } from './streams/archive-streams.ts';
export {
  type CorrelatedPage,
  createCorrelatedReader,
  type ReadCorrelated,
} from './streams/read-correlated.ts';
export { type ArchivedPart, StreamArchive } from './streams/stream-archive.ts';
export { checkStreamSegment } from './streams/stream-segment.ts';
export type { StreamSegmentAbout } from './streams/stream-segment-key.ts';
export { withArchivedEvents } from './streams/with-archived-events.ts';
export { ArchiveUpkeep } from './work/archive-upkeep.ts';
export { type ArchivePoint, ArchiveWork, type ArchiveWorkParts } from './work/archive-work.ts';
export type { KeepPolicy } from './work/keep-policy.ts';
export { type PrunePage, type PruneSelection, prunePage, type UnreadSegment } from './work/prune-page.ts';
