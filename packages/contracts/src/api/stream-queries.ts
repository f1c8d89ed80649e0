import { z } from 'zod';
import { PRINTABLE_PATTERN, STREAM_NAME_PATTERN } from '../names.ts';
import { MomentField } from './moment-field.ts';
import { limit, whole } from './queries.ts';

const position = whole(Number.MAX_SAFE_INTEGER);
const shownPosition = { type: 'integer', minimum: 0 } as const;
const filters = {
  type: z.string().regex(STREAM_NAME_PATTERN).optional(),
  correlationId: z.string().regex(PRINTABLE_PATTERN).optional(),
};

const incarnation = whole(Number.MAX_SAFE_INTEGER)
  .pipe(z.int().min(1))
  .optional()
  .meta({ type: 'integer', minimum: 1 });

/** `GET /v1/streams/{name}/events`: filters are ANDed; `after` and `to` are exclusive, `from` is inclusive. */
export const StreamEventsQuery = z.strictObject({
  after: position.default(0).meta({ ...shownPosition, default: 0 }),
  from: MomentField.optional(),
  to: MomentField.optional(),
  ...filters,
  incarnation: incarnation.describe(
    'Refuses another stream of this name with 409, so that no page is of another stream than the first.',
  ),
  limit,
});

/** `DELETE /v1/streams/{name}`. */
export const StreamDeleteQuery = z.strictObject({
  incarnation: incarnation.describe(
    'Refuses another stream of this name with 409, so that a repeat does not delete one that was begun since.',
  ),
});

/** `GET /v1/streams`: `cursor` is the `next` of the page before. */
export const StreamsQuery = z.strictObject({
  cursor: z.string().regex(STREAM_NAME_PATTERN).optional(),
  limit,
});

/** `GET /v1/streams/{name}/feed`: `Last-Event-ID` has precedence over `after`. */
export const StreamFeedQuery = z.strictObject({
  after: z
    .string()
    .max(64)
    .meta({ pattern: '^[0-9]{1,15}([.][0-9]{1,15})?$' })
    .optional()
    .describe('A position, or the `id` of an event. Absent: events from now on; 0: from the first.'),
  ...filters,
});

/** `GET /v1/streams/{name}/groups/{group}/dead-letters`. */
export const GroupLettersQuery = z.strictObject({
  after: position.default(0).meta({ ...shownPosition, default: 0 }),
  limit,
});
