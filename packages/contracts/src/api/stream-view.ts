import { z } from 'zod';
import { LIMITS } from '../limits.ts';
import { PRINTABLE_PATTERN, STREAM_NAME_PATTERN } from '../names.ts';
import { parsedJson } from './parsed-json.ts';

const time = z.iso.datetime();
const printable = z.string().regex(PRINTABLE_PATTERN, '1 to 128 printable ASCII characters');
const position = z.int().min(1);
const lastPosition = z.int().min(0);

const incarnation = z
  .int()
  .min(1)
  .describe('Which stream of this name: one that was deleted and written again has a greater number.');

const event = {
  type: z.string().regex(STREAM_NAME_PATTERN).describe('Such as `order.paid`.'),
  data: parsedJson.default(null),
  id: printable
    .optional()
    .describe(
      'Appends of one id are one event, for the life of the stream. Absent: equal content is, for a while.',
    ),
  correlationId: printable.optional().describe('By default the `X-Correlation-Id` of the request.'),
};
const expect = lastPosition
  .optional()
  .describe('Appends only if this is the last position of the stream; 0 for an empty one.');

export const StreamEventBody = z.strictObject(event).meta({ id: 'StreamEventBody' });
export type StreamEventBody = z.infer<typeof StreamEventBody>;

/** One event in the body of `POST /v1/streams/{name}/events`. */
export const StreamAppendOne = z.strictObject({ ...event, expect }).meta({ id: 'StreamAppendOne' });
/** Several of them. */
export const StreamAppendMany = z
  .strictObject({ events: z.array(StreamEventBody).min(1).max(LIMITS.batch), expect })
  .meta({ id: 'StreamAppendMany' });
export const StreamAppend = z.union([StreamAppendOne, StreamAppendMany]).meta({ id: 'StreamAppend' });
export type StreamAppend = z.infer<typeof StreamAppend>;

export const StreamAppended = z
  .object({
    events: z
      .array(
        z.object({
          position,
          at: time,
          duplicate: z.boolean().describe('It was there already, at this position.'),
        }),
      )
      .describe('In the order of what was sent.'),
    last: position.describe('The last position of the stream.'),
    incarnation,
  })
  .meta({ id: 'StreamAppended' });
export type StreamAppended = z.infer<typeof StreamAppended>;

const shown = {
  position: position.describe('1, 2, 3 … in its stream.'),
  at: time.describe('By the clock of the store; never earlier than that of the event before it.'),
  type: z.string(),
  data: z.json(),
  id: z.string().optional(),
  correlationId: z.string().optional(),
  traceId: z.string().length(32).optional(),
};

export const StreamEventView = z.object(shown).meta({ id: 'StreamEvent' });
export type StreamEventView = z.infer<typeof StreamEventView>;

export const StreamEventPageView = z
  .object({
    events: z.array(StreamEventView),
    next: position.optional().describe('`after` of the next page; absent at the end.'),
    incarnation,
    archived: z.literal(true).optional().describe('The events of this page are from the archive.'),
  })
  .meta({ id: 'StreamEventPage', description: 'A page may be short or empty and still have a `next`.' });
export type StreamEventPageView = z.infer<typeof StreamEventPageView>;

const place = z.object({ position, at: time });
const summary = {
  name: z.string(),
  incarnation,
  count: z.int().min(0).describe('Events that are kept.'),
  bytes: z.int().min(0).describe('What they take in the store: data (compressed), types and ids.'),
  first: place.optional().describe('The first event that is kept.'),
  last: place.describe('The last event that was appended.'),
};

export const StreamSummaryView = z.object(summary).meta({ id: 'StreamSummary' });
export type StreamSummaryView = z.infer<typeof StreamSummaryView>;

export const StreamListView = z
  .object({ items: z.array(StreamSummaryView), next: z.string().optional() })
  .meta({ id: 'StreamList', description: 'By name; `next` continues behind the last one.' });
export type StreamListView = z.infer<typeof StreamListView>;

export const StreamView = z
  .object({
    ...summary,
    types: z
      .array(z.object({ type: z.string(), count: z.int().min(1) }))
      .describe('The types of its events, the most frequent first.'),
    otherTypes: z
      .int()
      .min(0)
      .describe('Events of types beyond the first 1,000 of the stream, which are not counted by name.'),
    archived: z
      .object({ first: place, last: place, bytes: z.int().min(0).describe('Compressed.') })
      .optional()
      .describe('The events that are in the archive, and in the store no more.'),
    incomplete: z
      .object({ code: z.string(), message: z.string() })
      .optional()
      .describe('Why the archive could not be asked: the events that it has are not told of.'),
  })
  .meta({ id: 'Stream' });
export type StreamView = z.infer<typeof StreamView>;

export const StreamDeleted = z
  .object({ name: z.string(), deleted: z.literal(true) })
  .meta({ id: 'StreamDeleted' });
export type StreamDeleted = z.infer<typeof StreamDeleted>;

export { incarnation as INCARNATION, shown as STREAM_EVENT_FIELDS };
