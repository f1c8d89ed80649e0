import { z } from 'zod';
import { BLOCK_REASON_PATTERN } from '../block-reason.ts';
import { EVENT_TYPES } from '../event.ts';
import { LIMITS } from '../limits.ts';
import { NAME_PATTERN, PRINTABLE_PATTERN, RUN_ID_PATTERN } from '../names.ts';
import { PRIORITIES } from '../priority.ts';
import { RUN_STATUSES, STEP_STATUSES, TERMINAL_RUN_STATUSES } from '../status.ts';
import { FailureView } from './failure-view.ts';
import { RunOriginView } from './fork-view.ts';
import { LargeView } from './large-view.ts';
import { ProblemView } from './problem-view.ts';
import { WaitsFor } from './waits-for.ts';

/** Answers of the API about runs. Times are RFC 3339 in UTC with milliseconds. */
const time = z.iso.datetime();
const runId = z.string().regex(RUN_ID_PATTERN);
const correlationId = z.string().regex(PRINTABLE_PATTERN);
const traceId = z.string().length(32).nullable();

/** 202 and 200 of `POST /v1/runs`. */
export const RunAccepted = z
  .object({ runId, status: z.enum(RUN_STATUSES), correlationId })
  .meta({ id: 'RunAccepted' });
export type RunAccepted = z.infer<typeof RunAccepted>;

/** 200 of `POST /v1/runs/batch`, in the order of what was sent. */
export const BatchResultView = z
  .object({ results: z.array(z.union([RunAccepted, z.object({ problem: ProblemView })])) })
  .meta({ id: 'BatchResult' });
export type BatchResultView = z.infer<typeof BatchResultView>;

/** What a run belongs to, and is told its end. */
export const RunParentView = z
  .union([
    z.object({ runId, step: z.string(), item: z.int().optional(), attempt: z.int() }),
    z.object({ schedule: z.string(), slot: time.optional() }),
  ])
  .meta({
    id: 'RunParent',
    description: 'The step that started the run as its child, or the schedule and the slot.',
  });

export const RunSummaryView = z
  .object({
    runId,
    workflow: z.string().regex(NAME_PATTERN),
    version: z.string().describe('Hash of the definition; a run keeps to it for its whole life.'),
    status: z.enum(RUN_STATUSES),
    tenant: z.string(),
    priority: z.enum(PRIORITIES),
    correlationId,
    traceId,
    tags: z.array(z.string()).max(LIMITS.tags),
    attributes: z
      .record(z.string(), z.union([z.string(), z.number(), z.boolean()]))
      .optional()
      .describe('What it is listed by, as its workflow says; absent if it has none.'),
    parent: RunParentView.optional(),
    forkedFrom: RunOriginView.optional(),
    createdAt: time,
    finishedAt: time.optional(),
    error: z
      .object({ code: z.string(), step: z.string().optional() })
      .optional()
      .describe(
        'Of a run that ended without completing: why, and in which step. A run alone tells more of it.',
      ),
    archived: z.literal(true).optional().describe('It was read in the archive.'),
  })
  .meta({ id: 'RunSummary', description: 'A run as a list shows it.' });
export type RunSummaryView = z.infer<typeof RunSummaryView>;
export const ListGapView = z
  .object({
    segments: z.int().min(1).describe('Segments of the archive that cannot be read and may have such runs.'),
    runs: z.int().min(0).describe('All runs of these segments, also those that the list does not ask for.'),
    code: z
      .string()
      .describe(
        '`ARCHIVE_SEGMENT_BROKEN`, `ARCHIVE_SEGMENT_MISSING` or `ARCHIVE_SEGMENT_NEWER`, of one of them.',
      ),
    message: z.string().describe('Why it cannot be read, and how to mend it.'),
  })
  .meta({ id: 'ListGap', description: 'Archived runs that a list could not look at.' });
export type ListGapView = z.infer<typeof ListGapView>;

export const RunPageView = z
  .object({
    items: z.array(RunSummaryView),
    next: z.string().describe('`cursor` of the next page.').optional(),
    incomplete: ListGapView.optional().describe(
      'Present if a part of the archive cannot be read: archived runs may be missing from this page.',
    ),
  })
  .meta({ id: 'RunPage' });
export type RunPageView = z.infer<typeof RunPageView>;

export const StepView = z
  .object({
    status: z.enum(STEP_STATUSES),
    attempt: z.int().describe('From 1, the first included; 0 before the first.'),
    iteration: z
      .int()
      .min(1)
      .optional()
      .describe('Of a step with `repeat`, counted from 0; absent in the first.'),
    blockedBy: z
      .string()
      .regex(BLOCK_REASON_PATTERN)
      .optional()
      .describe(
        'Of a `blocked` step, what keeps it: `pause` (of its run), `breaker:<dependency>`, `limit:<name>`, `hold:` and what is paused (`agent:<name>`, `workflow:<name>` or `fleet`), or `fork:` and the agent or workflow that may not act in a fork.',
      ),
    waitsFor: WaitsFor.optional(),
    items: z
      .object({
        total: z.int(),
        completed: z.int(),
        failed: z.int(),
        running: z.int(),
        leftOut: z
          .int()
          .min(1)
          .optional()
          .describe(
            'Of a run with many lanes: how many of the running items `waitsFor` and `waiting` say nothing of. Absent if none.',
          ),
      })
      .optional()
      .describe('Of a `forEach` step.'),
  })
  .meta({ id: 'Step' });
export type StepView = z.infer<typeof StepView>;

export const RunView = z
  .object({
    ...RunSummaryView.shape,
    input: z.json(),
    output: z.json().optional(),
    large: LargeView.optional(),
    error: FailureView.optional(),
    steps: z.record(z.string(), StepView),
  })
  .meta({ id: 'Run', description: 'A run with its steps, in the order of the definition.' });
export type RunView = z.infer<typeof RunView>;

export const RunOpen = z
  .object({ runId, status: z.enum(RUN_STATUSES).exclude(TERMINAL_RUN_STATUSES) })
  .meta({ id: 'RunOpen', description: 'A run that has not ended.' });
export type RunOpen = z.infer<typeof RunOpen>;

export const RunResult = z
  .union([
    z.object({ runId, status: z.literal('completed'), output: z.json() }),
    z.object({ runId, status: z.enum(['failed', 'cancelled', 'timed_out']), error: FailureView }),
  ])
  .meta({ id: 'RunResult', description: 'How a run ended.' });
export type RunResult = z.infer<typeof RunResult>;

export const RunCancelled = z.object({ runId, status: z.literal('cancelled') }).meta({ id: 'RunCancelled' });
export type RunCancelled = z.infer<typeof RunCancelled>;

/** A signal that was taken, now or under this key before. */
export const SignalAccepted = z
  .object({
    runId,
    name: z.string().regex(NAME_PATTERN),
    key: z.string().describe('Of the caller, or made for it.'),
  })
  .meta({ id: 'SignalAccepted' });
export type SignalAccepted = z.infer<typeof SignalAccepted>;

/** The body of a signal that names no run. */
export const CorrelatedSignal = z
  .strictObject({
    correlationId: z.string().regex(PRINTABLE_PATTERN),
    workflow: z.string().regex(NAME_PATTERN).optional(),
    payload: z.json().default(null),
  })
  .meta({ id: 'CorrelatedSignal' });
export type CorrelatedSignal = z.infer<typeof CorrelatedSignal>;

/** The answer to a pause, a resume, a permission or a retry of a run. */
export const RunSteered = z.object({ runId, status: z.enum(RUN_STATUSES) }).meta({
  id: 'RunSteered',
  description:
    'What a run is, now that it was told to pause, to resume or to go on. It may have ended since.',
});
export type RunSteered = z.infer<typeof RunSteered>;

/** The body of a retry of a run. */
export const RunRetry = z
  .strictObject({
    steps: z
      .array(z.string().min(1).max(64))
      .max(LIMITS.steps)
      .describe(
        'Refuses the retry unless all of these begin anew. Whatever was cut off does, also without them.',
      )
      .optional(),
  })
  .meta({ id: 'RunRetry' });
export type RunRetry = z.infer<typeof RunRetry>;

const event = {
  seq: z.int().min(1).describe('1, 2, 3 … in each run.'),
  type: z.enum(EVENT_TYPES),
  at: time,
  correlationId,
  traceId,
  step: z.string().optional(),
  item: z.int().optional(),
  attempt: z.int().optional(),
  iteration: z.int().optional().describe('Of a step with `repeat`, from 0; absent in the first.'),
  worker: z.string().optional(),
};

export const EventView = z
  .looseObject(event)
  .meta({ id: 'Event', description: 'An entry of a run’s log; further fields depend on its type.' });
export type EventView = z.infer<typeof EventView>;

export const EventPageView = z
  .object({ events: z.array(EventView), next: z.int().describe('`after` of the next page.').optional() })
  .meta({ id: 'EventPage' });
export type EventPageView = z.infer<typeof EventPageView>;

/** The `data` of an event of the feed. */
export const FeedEventView = z
  .looseObject({ runId, workflow: z.string().regex(NAME_PATTERN), ...event })
  .meta({ id: 'FeedEvent', description: 'The `data` of an event of the feed: an entry of a run’s log.' });
export type FeedEventView = z.infer<typeof FeedEventView>;
