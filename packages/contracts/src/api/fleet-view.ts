import { z } from 'zod';

/** Answers of the API about the fleet. */
const time = z.iso.datetime();
const listOf = <T extends z.ZodType>(item: T, id: string) =>
  z.object({ items: z.array(item) }).meta({ id, description: 'Everything in one page.' });

export const WorkerView = z
  .object({
    id: z.string(),
    host: z.string(),
    pid: z.int(),
    agents: z.array(z.string()),
    startedAt: time,
    seenAt: time,
    status: z
      .enum(['serving', 'draining'])
      .describe('`draining`: it takes nothing new, and ends what it has.'),
    slots: z.object({ used: z.int(), limit: z.int() }).optional().describe('Of its fullest agent.'),
    lagMs: z.int().optional().describe('How late its event loop is, p99.'),
    clockAheadMs: z.int().optional().describe('How far the clock of its host is ahead of the store’s.'),
    blocked: z
      .object({ forMs: z.int(), agents: z.array(z.string()) })
      .optional()
      .describe('Its event loop does not turn, and these agents’ handlers run: one of them keeps it.'),
    waiting: z
      .object({ results: z.int(), bytes: z.int(), maxBytes: z.int(), oldestMs: z.number() })
      .optional()
      .describe(
        'Finished results that the store has not taken for a while; `maxBytes` is the room for them.',
      ),
    configVersion: z
      .record(z.string(), z.int())
      .describe('Version of the settings in force, by agent; 0: what it does by itself.'),
    heldBack: z
      .array(
        z.object({
          agent: z.string(),
          limit: z.int(),
          published: z.int(),
          because: z.array(z.string()).describe('`latency`, `rate`, `event-loop`, `cpu`, `memory`.'),
        }),
      )
      .optional()
      .describe('Agents of which it runs fewer steps at a time than it was told to, by its own caution.'),
  })
  .meta({ id: 'Worker' });
export type WorkerView = z.infer<typeof WorkerView>;
export const WorkerListView = listOf(WorkerView, 'WorkerList');
export type WorkerListView = z.infer<typeof WorkerListView>;

/** 202 and 200 of `POST /v1/workers/{id}/drain`. */
export const WorkerDraining = z
  .object({ id: z.string(), status: z.literal('draining') })
  .meta({ id: 'WorkerDraining' });
export type WorkerDraining = z.infer<typeof WorkerDraining>;

/** A setting of a queue that was made in BullMQ itself. */
export const HeldBackView = z
  .enum(['paused', 'concurrency', 'rate'])
  .describe(
    'Why workers get nothing of the queue for now: it is paused in BullMQ, or its global concurrency or rate limit is used up.',
  );
export type HeldBackView = z.infer<typeof HeldBackView>;

export const QueueView = z
  .object({
    agent: z
      .string()
      .optional()
      .describe('Whose activations it holds; none on `ag06.submissions` and `ag06.signals`.'),
    queue: z.string().describe('BullMQ’s name of it.'),
    waiting: z.int().optional(),
    active: z.int().optional(),
    delayed: z.int().optional(),
    due: z
      .int()
      .optional()
      .describe('Of the delayed ones: their time has come, and the next worker that asks gets them.'),
    heldBack: HeldBackView.optional(),
    workers: z.int().optional().describe('Live ones that serve its agent.'),
    didYouMean: z
      .string()
      .optional()
      .describe('Where nobody serves it: an agent that is served, and whose name is much alike.'),
  })
  .meta({ id: 'Queue' });
export type QueueView = z.infer<typeof QueueView>;
export const QueueListView = z
  .object({ prefix: z.string().describe('BullMQ’s prefix.'), items: z.array(QueueView) })
  .meta({ id: 'QueueList' });
export type QueueListView = z.infer<typeof QueueListView>;

export const LiveView = z
  .object({
    status: z.enum(['live', 'stuck']),
    duties: z.array(z.string()).describe('Those that hang though the store answers; a restart mends it.'),
  })
  .meta({ id: 'Live' });
export type LiveView = z.infer<typeof LiveView>;
export const ReadyView = z
  .object({
    status: z.enum(['ready', 'not-ready']),
    storeAnswers: z.boolean(),
    sinceProgressMs: z.int().nullable().describe('Since it last woke what is due; null if it has not yet.'),
    reasons: z
      .array(z.object({ code: z.string(), message: z.string() }))
      .describe('What keeps it from being ready.'),
  })
  .meta({ id: 'Ready' });
export type ReadyView = z.infer<typeof ReadyView>;
