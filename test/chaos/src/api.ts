import { z } from 'zod';

/** The answers of the HTTP API, as far as the harness reads them. */
export const LoggedEvent = z.looseObject({
  seq: z.int(),
  type: z.string(),
  at: z.string(),
  step: z.string().optional(),
  item: z.int().optional(),
  attempt: z.int().optional(),
  /** Absent in the first. */
  iteration: z.int().optional(),
  worker: z.string().optional(),
  lost: z.int().optional(),
  reason: z.string().optional(),
  dueAt: z.number().optional(),
  output: z.unknown().optional(),
  /** Of a `forEach` step: how many it has, when it starts and when it is completed, and how many of them failed. */
  items: z.int().optional(),
  failed: z.int().optional(),
  /** Of a signal. */
  name: z.string().optional(),
  key: z.string().optional(),
  /** What a retry of the run begins anew. */
  steps: z.array(z.string()).optional(),
  error: z
    .looseObject({
      code: z.string(),
      message: z.string(),
      step: z.string().optional(),
      item: z.int().optional(),
    })
    .optional(),
});
export type LoggedEvent = z.infer<typeof LoggedEvent>;

export const EventsPage = z.object({ events: z.array(LoggedEvent), next: z.int().optional() });

export const ToldRun = z.looseObject({
  runId: z.string(),
  workflow: z.string(),
  status: z.string(),
  correlationId: z.string(),
  tags: z.array(z.string()),
  createdAt: z.string(),
  finishedAt: z.string().optional(),
  /** The step that started it, or the schedule. */
  parent: z
    .looseObject({
      runId: z.string().optional(),
      step: z.string().optional(),
      item: z.int().optional(),
      attempt: z.int().optional(),
      schedule: z.string().optional(),
    })
    .optional(),
  input: z.unknown(),
  output: z.unknown().optional(),
  steps: z.record(
    z.string(),
    z.looseObject({
      status: z.string(),
      attempt: z.int(),
      iteration: z.int().optional(),
      items: z.object({ total: z.int(), completed: z.int(), failed: z.int(), running: z.int() }).optional(),
    }),
  ),
});
export type ToldRun = z.infer<typeof ToldRun>;

export const ToldItem = z.looseObject({
  item: z.int(),
  status: z.string(),
  attempt: z.int(),
  output: z.unknown().optional(),
  error: z.unknown().optional(),
});
export type ToldItem = z.infer<typeof ToldItem>;
export const ItemsPage = z.object({ items: z.array(ToldItem), next: z.string().optional() });

export const RunsPage = z.object({
  items: z.array(z.looseObject({ runId: z.string() })),
  next: z.string().optional(),
});

export const ToldBulk = z.looseObject({
  bulkId: z.string(),
  status: z.string(),
  finishedAt: z.string().optional(),
  matched: z.int(),
  done: z.int(),
  refused: z.int(),
  failed: z.int(),
});
export type ToldBulk = z.infer<typeof ToldBulk>;

export const ToldSlot = z.looseObject({
  slot: z.string(),
  decidedAt: z.string(),
  outcome: z.string(),
  trigger: z.string().optional(),
  runId: z.string().optional(),
});
export type ToldSlot = z.infer<typeof ToldSlot>;
/** A step that waits for the answer of a person. */
export const ToldApproval = z.looseObject({
  id: z.string(),
  runId: z.string(),
  step: z.string(),
  signal: z.string(),
  workflow: z.string(),
  choices: z.array(z.string()),
});
export type ToldApproval = z.infer<typeof ToldApproval>;
/** The output of such a step. */
export const ToldAnswer = z.looseObject({ choice: z.string(), by: z.string().optional() });

export const ApprovalsPage = z.object({ items: z.array(ToldApproval), next: z.string().optional() });

export const SlotsPage = z.object({ items: z.array(ToldSlot) });

export const Submitted = z.looseObject({ runId: z.string() });
export const Problem = z.looseObject({ code: z.string() });
export const RunResult = z.looseObject({ output: z.unknown().optional() });
export const DeadLetters = z.object({
  items: z.array(
    z.looseObject({
      id: z.string(),
      queue: z.string(),
      jobId: z.string(),
      reason: z.string(),
      data: z.unknown(),
    }),
  ),
  next: z.string().optional(),
});
export type DeadLetters = z.infer<typeof DeadLetters>;
export const Queues = z.object({
  items: z.array(z.looseObject({ queue: z.string(), waiting: z.int(), active: z.int(), delayed: z.int() })),
});

const OPEN = ['scheduled', 'running', 'paused', 'compensating'];

/** Asks for runs that have not ended. */
export const OPEN_QUERY = OPEN.map((status) => `status=${status}`).join('&');

export const isTerminal = (status: string): boolean =>
  ['completed', 'failed', 'cancelled', 'timed_out'].includes(status);
