import { z } from 'zod';
import { limit } from './queries.ts';
import { EventView } from './run-view.ts';
import { StreamEventView } from './stream-view.ts';

/** `GET /v1/correlations/{id}`: `cursor` is the `next` of the page before. */
export const CorrelationQuery = z.strictObject({ cursor: z.string().max(512).optional(), limit });

export const CorrelationEntryView = z
  .union([
    z.object({
      at: z.iso.datetime(),
      run: z.object({ runId: z.string(), workflow: z.string() }),
      event: EventView,
    }),
    z.object({ at: z.iso.datetime(), stream: z.string(), event: StreamEventView }),
  ])
  .meta({ id: 'CorrelationEntry', description: 'An event of a run, or an event of a stream.' });
export type CorrelationEntryView = z.infer<typeof CorrelationEntryView>;

export const CorrelationView = z
  .object({
    correlationId: z.string(),
    runs: z.int().min(0).describe('How many runs have this correlation id, those left out not counted.'),
    isComplete: z
      .boolean()
      .describe(
        'False: it has more runs than one timeline shows, and the newest are shown; or a part of the archive could not be read.',
      ),
    unread: z
      .array(z.object({ code: z.string(), message: z.string() }))
      .optional()
      .describe('Parts of the archive that could not be read: their events are missing.'),
    events: z
      .array(CorrelationEntryView)
      .describe('By time. A page may be short or empty and still have a `next`.'),
    next: z.string().optional(),
  })
  .meta({ id: 'Correlation', description: 'All that happened under one correlation id, by time.' });
export type CorrelationView = z.infer<typeof CorrelationView>;
