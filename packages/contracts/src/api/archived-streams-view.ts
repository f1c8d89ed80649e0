import { z } from 'zod';
import { STREAM_NAME_PATTERN } from '../names.ts';
import { AgeField } from './duration-field.ts';
import { limit } from './queries.ts';

const count = z.int().min(0);
const streamName = z.string().regex(STREAM_NAME_PATTERN);
const place = z.object({ position: z.int().min(1), at: z.iso.datetime() });

/** The key of a segment of events, or the place before all of them. */
export const STREAM_SEGMENTS_PATTERN = /^streams\/[A-Za-z0-9._/-]{0,400}$/;
const segment = z.string().regex(STREAM_SEGMENTS_PATTERN);
const cursor = segment.describe('The `next` of the page before.').optional();
const next = segment.describe('`cursor` of the next page.').optional();

/** `GET /v1/archive/streams`. */
export const ArchivedStreamsQuery = z.strictObject({
  stream: streamName.optional().describe('The segments of this stream alone.'),
  cursor,
  limit,
});

export const ArchivedStreamSegmentView = z
  .object({
    segment,
    stream: z.string(),
    incarnation: z.int(),
    first: place.describe('Its first event.'),
    last: place.describe('Its last event; none between them is missing.'),
    events: count,
    bytes: count.describe('Compressed, as it is stored.'),
    orphaned: z
      .literal(true)
      .optional()
      .describe('It is of another store: of one that was emptied, perhaps.'),
  })
  .meta({
    id: 'ArchivedStreamSegment',
    description: 'Events of a stream that follow each other, in the archive.',
  });

export const ArchivedStreamListView = z
  .object({ items: z.array(ArchivedStreamSegmentView), next })
  .meta({ id: 'ArchivedStreamList' });
export type ArchivedStreamListView = z.infer<typeof ArchivedStreamListView>;

const isBounded = ({
  all,
  stream,
  olderThan,
}: {
  all?: true;
  stream?: unknown;
  olderThan?: unknown;
}): boolean => (all === true) !== (stream !== undefined || olderThan !== undefined);

/** ANDed. */
const ArchivedStreamsFilter = z
  .strictObject({
    all: z
      .literal(true)
      .exactOptional()
      .describe('Everything there is: without a filter, this word has to stand for it.'),
    stream: streamName.exactOptional(),
    olderThan: AgeField.exactOptional().describe(
      'Segments whose last event was appended longer ago than this.',
    ),
  })
  .refine(isBounded, 'at least one filter, or `all: true` alone for everything there is')
  .meta({ id: 'ArchivedStreamsFilter' });

/** The body of `POST /v1/archive/streams/prune`. */
export const ArchivedStreamsPrune = z
  .strictObject({
    filter: ArchivedStreamsFilter,
    dryRun: z.boolean().default(false).describe('Counts what matches, and changes nothing.'),
    cursor,
    limit: z.int().min(1).max(100).default(50).describe('The most segments that this request looks at.'),
  })
  .meta({ id: 'ArchivedStreamsPrune' });
export type ArchivedStreamsPrune = z.infer<typeof ArchivedStreamsPrune>;

export const ArchivedStreamsPrunedView = z
  .object({
    dryRun: z.boolean(),
    segments: count.describe('How many this page looked at.'),
    matched: count.describe('Events of the segments that the filter selects and that nothing holds.'),
    pruned: count.describe('Those of them that left the archive for good: all, or none in a dry run.'),
    held: count.describe(
      'Events that the filter selects and that stay: a group of the stream has not settled them, or they are in the store too.',
    ),
    next,
  })
  .meta({ id: 'ArchivedStreamsPruned' });
export type ArchivedStreamsPrunedView = z.infer<typeof ArchivedStreamsPrunedView>;
