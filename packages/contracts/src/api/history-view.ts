import { z } from 'zod';
import { parseRfc3339 } from '../rfc3339.ts';
import { RunSummaryView, RunView } from './run-view.ts';

const isMoment = (text: string): boolean => /^[1-9]\d{0,14}$/.test(text) || parseRfc3339(text) !== undefined;

/** `GET /v1/runs/{id}/state`: the number of an event, or a time; absent: now. `toMoment` reads it. */
export const StateQuery = z.strictObject({
  at: z
    .string()
    .max(64)
    .refine(isMoment, 'the number of an event, or a time such as 2026-11-28T09:00:00Z')
    .optional()
    .describe('The number of an event, or a time in RFC 3339. Absent: the end of the log.'),
});

/** A place in the log of a run. */
export type LogMoment = { readonly seq: number } | { readonly at: number } | 'end';

/** Reads an `at` that `StateQuery` let pass. Throws for any other. */
export function toLogMoment(at: string | undefined): LogMoment {
  if (at === undefined) return 'end';
  if (/^\d+$/.test(at)) return { seq: Number(at) };
  const ms = parseRfc3339(at);
  if (ms === undefined) throw new Error(`${JSON.stringify(at)} is no moment, and no schema refused it.`);
  return { at: ms };
}

export const RunStateView = z
  .object({
    ...RunView.shape,
    seq: z.int().min(1).describe('The last event that it includes.'),
    at: z.iso.datetime().describe('When that event was.'),
    unknown: z
      .array(z.string())
      .optional()
      .describe('What the log does not tell, in sentences. Absent if it tells everything.'),
  })
  .meta({ id: 'RunState', description: 'A run as its readers saw it at a moment of its log.' });
export type RunStateView = z.infer<typeof RunStateView>;

/** The format of exported histories. A change that older readers would misread raises the version. */
export const HISTORY_FORMAT = 'ag06.run-history';
export const HISTORY_VERSION = 1;

/** The first line of an export. */
export const HistoryHead = z
  .object({
    format: z.literal(HISTORY_FORMAT),
    formatVersion: z.literal(HISTORY_VERSION),
    exportedAt: z.iso.datetime(),
    run: RunSummaryView,
    depth: z.int().optional().describe('How many runs are above it; absent if none.'),
    definition: z
      .record(z.string(), z.json())
      .nullable()
      .describe('The definition that the run keeps to; null if the store has lost it.'),
  })
  .meta({ id: 'HistoryHead' });
export type HistoryHead = z.infer<typeof HistoryHead>;

/** Each line after the first, but the last. */
export const HistoryEvent = z
  .looseObject({
    seq: z.int().min(1).describe('1, 2, 3 …'),
    type: z.string(),
    at: z.iso.datetime(),
    step: z.string().optional(),
    item: z.int().optional(),
    attempt: z.int().optional(),
    iteration: z.int().optional(),
    worker: z.string().optional(),
  })
  .meta({ id: 'HistoryEvent' });
export type HistoryEvent = z.infer<typeof HistoryEvent>;

/** A piece of an output that is too large for its event. All pieces of it are in front of the event, in order. */
export const HistoryPiece = z
  .object({
    piece: z.object({
      sha256: z.string().describe('Of the whole output, as the `large` of the event has it.'),
      text: z.string().describe('The next part of its JSON.'),
    }),
  })
  .meta({ id: 'HistoryPiece' });
export type HistoryPiece = z.infer<typeof HistoryPiece>;

/** The last line. An export without it was cut off. */
export const HistoryEnd = z
  .object({ end: z.object({ events: z.int().describe('How many events the lines before it have.') }) })
  .meta({ id: 'HistoryEnd' });
export type HistoryEnd = z.infer<typeof HistoryEnd>;

/** One line of an export. */
export const HistoryLine = z.union([HistoryHead, HistoryPiece, HistoryEvent, HistoryEnd]).meta({
  id: 'HistoryLine',
  description: 'The head, then each event behind the pieces of its output if that is large, then the end.',
});
