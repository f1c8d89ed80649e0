import { z } from 'zod';
import { NAME_PATTERN } from '../names.ts';
import { TERMINAL_RUN_STATUSES } from '../status.ts';
import { STREAM_SEGMENTS_PATTERN } from './archived-streams-view.ts';
import { AgeField } from './duration-field.ts';
import { limit, whole } from './queries.ts';

const time = z.iso.datetime();
const count = z.int().min(0);

/** The name of a segment: when its newest and its oldest run were created, how many it has, and a random part. */
const SEGMENT_NAME_PATTERN = /^[0-9]{13}-[0-9]{13}-[0-9]{1,9}-[0-9a-f]{16}\.ag06$/;
const segment = z.string().regex(SEGMENT_NAME_PATTERN);

const anySegment = z.union([segment, z.string().regex(STREAM_SEGMENTS_PATTERN)]);
const cursor = segment.describe('The `next` of the page before.');
const next = segment.describe('`cursor` of the next page.').optional();

/** `GET /v1/archive/segments`. */
export const ArchiveSegmentsQuery = z.strictObject({ cursor: cursor.optional(), limit });

const SEGMENTS_MAX = 100;

/** `GET /v1/archive/verify`: the most segments that one request reads. */
export const ArchiveVerifyQuery = z.strictObject({
  cursor: anySegment.describe('The `next` of the page before.').optional(),
  limit: whole(SEGMENTS_MAX)
    .pipe(z.int().min(1))
    .default(20)
    .meta({ type: 'integer', minimum: 1, maximum: SEGMENTS_MAX, default: 20 }),
});

/** `GET /v1/archive`. */
export const ArchiveView = z
  .object({
    place: z.string().describe('The folder or the bucket, without credentials.'),
    segments: count,
    runs: count,
    bytes: count.describe('Compressed, as it is stored.'),
    newest: time.optional().describe('When its newest run was created.'),
    oldest: time.optional().describe('When its oldest run was created.'),
    streams: z
      .object({
        streams: count,
        segments: count,
        events: count.describe('Events in two segments, after a crash, are counted twice.'),
        bytes: count,
        orphaned: count.describe(
          'Segments of the streams of another store: of one that was emptied, perhaps.',
        ),
      })
      .describe('The archived events of streams.'),
    retention: z.object({
      kept: count.optional().describe('Milliseconds from the end of a run; absent: for ever.'),
      byStatus: z.record(z.string(), count).describe('The same for runs that ended so.'),
      holdTag: z.string().describe('Runs with this tag are kept for ever.'),
    }),
  })
  .meta({
    id: 'Archive',
    description:
      'What is in the archive of finished runs and of old events of streams, and how long it is kept.',
  });
export type ArchiveView = z.infer<typeof ArchiveView>;

export const ArchiveSegmentView = z
  .object({
    segment,
    runs: count,
    bytes: count,
    newest: time.describe('When its newest run was created.'),
    oldest: time.describe('When its oldest run was created.'),
  })
  .meta({ id: 'ArchiveSegment', description: 'An object of the archive: many runs, written once.' });
export type ArchiveSegmentView = z.infer<typeof ArchiveSegmentView>;

export const ArchiveSegmentListView = z
  .object({ items: z.array(ArchiveSegmentView), next })
  .meta({ id: 'ArchiveSegmentList' });
export type ArchiveSegmentListView = z.infer<typeof ArchiveSegmentListView>;

export const ArchiveFaultView = z
  .object({
    segment: anySegment,
    code: z
      .string()
      .describe('`ARCHIVE_SEGMENT_BROKEN`, `ARCHIVE_SEGMENT_MISSING` or `ARCHIVE_SEGMENT_NEWER`.'),
    message: z.string(),
  })
  .meta({ id: 'ArchiveFault', description: 'A segment that cannot be read, and why.' });
export type ArchiveFaultView = z.infer<typeof ArchiveFaultView>;

/** `GET /v1/archive/verify`. */
export const ArchiveVerifiedView = z
  .object({
    segments: count.describe('How many this page read.'),
    runs: count,
    events: count.describe('Events of streams. Their segments come after those of the runs.'),
    bytes: count,
    broken: z.array(ArchiveFaultView).describe('Those of them that are not whole.'),
    vanished: z
      .object({
        segments: z.int().min(1),
        runs: count,
        id: z
          .string()
          .optional()
          .describe(
            'Of one segment: what its name ends with, before `.ag06`. It helps to find it in a backup.',
          ),
      })
      .optional()
      .describe(
        'On the last page of the runs: segments that the fleet wrote and that are not there. Those whose names this dispatcher knows are in `broken` too.',
      ),
    next: anySegment.describe('`cursor` of the next page.').optional(),
  })
  .meta({ id: 'ArchiveVerified', description: 'Whether a page of segments is as it was written.' });
export type ArchiveVerifiedView = z.infer<typeof ArchiveVerifiedView>;

const isBounded = ({ all, ...filter }: { readonly all?: true | undefined }): boolean =>
  (all === true) !==
  Object.values(filter).some((value) => (Array.isArray(value) ? value.length > 0 : value !== undefined));

/** ANDed; statuses are ORed. */
export const ArchivePruneFilter = z
  .strictObject({
    all: z
      .literal(true)
      .optional()
      .describe('Everything there is: without a filter, this word has to stand for it.'),
    olderThan: AgeField.optional().describe('Runs that ended longer ago than this.'),
    workflow: z.string().regex(NAME_PATTERN).optional(),
    status: z.array(z.enum(TERMINAL_RUN_STATUSES)).max(TERMINAL_RUN_STATUSES.length).optional(),
  })
  .refine(isBounded, 'at least one filter, or `all: true` alone for everything there is')
  .meta({ id: 'ArchivePruneFilter' });

/** The body of `POST /v1/archive/prune`. */
export const ArchivePrune = z
  .strictObject({
    filter: ArchivePruneFilter,
    dryRun: z.boolean().default(false).describe('Counts what matches, and changes nothing.'),
    cursor: cursor.optional(),
    limit: z
      .int()
      .min(1)
      .max(SEGMENTS_MAX)
      .default(20)
      .describe('The most segments that this request looks at.'),
  })
  .meta({ id: 'ArchivePrune' });
export type ArchivePrune = z.infer<typeof ArchivePrune>;

export const ArchivePrunedView = z
  .object({
    dryRun: z.boolean(),
    segments: count.describe('How many this page looked at.'),
    matched: count.describe('Runs that the filter selects and that are not on hold.'),
    pruned: count.describe('Those of them that left the archive for good: all, or none in a dry run.'),
    held: count.describe(
      'Runs that the filter selects and that stay, because they have the tag of a legal hold.',
    ),
    unread: z.array(ArchiveFaultView).describe('Segments that cannot be read: nothing of them was pruned.'),
    next,
  })
  .meta({ id: 'ArchivePruned' });
export type ArchivePrunedView = z.infer<typeof ArchivePrunedView>;

const ARCHIVE_ID = /^[0-9a-f]{16}$/;
const archiveId = z.string().regex(ARCHIVE_ID);

/** The body of `POST /v1/archive/adopt`. */
export const ArchiveAdopt = z
  .strictObject({
    inPlaceOf: archiveId
      .optional()
      .describe('The identity of the archive that is given up. Without it, nothing is changed.'),
  })
  .meta({ id: 'ArchiveAdopt' });
export type ArchiveAdopt = z.infer<typeof ArchiveAdopt>;

export const ArchiveAdoptedView = z
  .object({
    adopted: z.boolean().describe('Whether this request made it the archive of the fleet.'),
    place: z
      .string()
      .describe('The archive of this dispatcher: the folder or the bucket, without credentials.'),
    archive: archiveId
      .optional()
      .describe('Its identity; absent while it has none, because nothing was written there.'),
    isOfFleet: z.boolean().describe('Whether it is the archive of the fleet now.'),
    inPlaceOf: z
      .string()
      .optional()
      .describe('The identity of the archive that the fleet has instead, or had.'),
  })
  .meta({
    id: 'ArchiveAdopted',
    description: 'The archive of a dispatcher, and whether it is that of its fleet.',
  });
export type ArchiveAdoptedView = z.infer<typeof ArchiveAdoptedView>;

export {
  ArchivedStreamListView,
  ArchivedStreamSegmentView,
  ArchivedStreamsPrune,
  ArchivedStreamsPrunedView,
  ArchivedStreamsQuery,
} from './archived-streams-view.ts';
