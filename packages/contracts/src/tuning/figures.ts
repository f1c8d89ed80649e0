import { z } from 'zod';
import { NAME_PATTERN } from '../names.ts';
import { ATTEMPT_OUTCOMES } from './attempt-outcome.ts';
import { Moment } from './moment.ts';

/** The name of the report among the shared documents of the kind `figures`. */
export const FIGURES_REPORT = 'report';
/** The name of what is told of each minute, among the same documents. */
export const FIGURES_MINUTES = 'minutes';
/** A leading optimizer tells figures every few seconds: nobody leads if they are older. */
export const FIGURES_STALE_MS = 30_000;
/** For so long a minute is told. */
export const MINUTES_KEPT = 60;

const count = z.int().min(0);
const ms = z.number().min(0).nullable();

const Outcomes = z
  .strictObject(Object.fromEntries(ATTEMPT_OUTCOMES.map((outcome) => [outcome, count])))
  .meta({ id: 'AttemptOutcomes' });

/** Quantiles are off by at most 1 %. Null if nothing was measured. */
const Spread = z
  .strictObject({ meanMs: ms, p50Ms: ms, p95Ms: ms, p99Ms: ms })
  .meta({ id: 'Spread', description: 'Mean and quantiles, each within 1 %; null without attempts.' });

export const WindowFigures = z
  .strictObject({
    minutes: z.int().min(1),
    coveredSeconds: z.number().min(0).describe('How much of it, with the minute under way, has been seen.'),
    attempts: count,
    steps: count.describe('First attempts: steps, and items.'),
    outcomes: Outcomes,
    successRate: z.number().min(0).max(1).nullable().describe('Of those that were not cancelled.'),
    duration: Spread.describe('Of attempts that were not cancelled.'),
    wait: Spread,
    perSecond: z.number().min(0).describe('Attempts.'),
  })
  .meta({ id: 'WindowFigures' });
export type WindowFigures = z.infer<typeof WindowFigures>;

export const AgentFigures = z.strictObject({
  attempts: count,
  steps: count,
  outcomes: Outcomes,
  successRate: z.number().min(0).max(1).nullable(),
  inflight: count,
  limit: count,
  lastAttemptAt: Moment.nullable(),
  windows: z.array(WindowFigures),
});
export type AgentFigures = z.infer<typeof AgentFigures>;

/** The report of the leading optimizer, for everybody who shows it. */
export const FiguresReport = z.strictObject({
  at: Moment,
  leader: z.string().min(1).max(128),
  fence: z.int().min(1),
  /** Samples that workers dropped, and batches that could not be read. */
  dropped: count,
  unreadable: count,
  agents: z.record(z.string().regex(NAME_PATTERN), AgentFigures),
});
export type FiguresReport = z.infer<typeof FiguresReport>;

/** All attempts that ended in one minute, of all agents. */
export const MinuteFigures = z.strictObject({
  /** When it began. */
  at: Moment,
  attempts: count,
  outcomes: Outcomes,
  /** Of attempts that were not cancelled. */
  duration: Spread,
  wait: Spread,
});
export type MinuteFigures = z.infer<typeof MinuteFigures>;

/** The minutes of the last hour that are over and had attempts, in their order. The leading optimizer writes them. */
export const MinutesReport = z.strictObject({
  at: Moment,
  leader: z.string().min(1).max(128),
  fence: z.int().min(1),
  minutes: z.array(MinuteFigures).max(MINUTES_KEPT),
});
export type MinutesReport = z.infer<typeof MinutesReport>;

/** Returns undefined for anything that is no report of this version. */
export const parseFiguresReport = (text: string): FiguresReport | undefined => parse(FiguresReport, text);

/** Returns undefined for anything that is no report of this version. */
export const parseMinutesReport = (text: string): MinutesReport | undefined => parse(MinutesReport, text);

function parse<T extends z.ZodType>(schema: T, text: string): z.infer<T> | undefined {
  try {
    return schema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}
