import { z } from 'zod';
import { NAME_PATTERN } from '../names.ts';
import { HeldBackView } from './fleet-view.ts';
import { whole } from './queries.ts';

const SCALE_WORKERS_MAX = 10_000;
const BOOT_MAX_S = 3_600;
const COOL_DOWN_MAX_S = 600;

const terms = {
  min: whole(SCALE_WORKERS_MAX).optional(),
  max: whole(SCALE_WORKERS_MAX)
    .pipe(z.int().min(1))
    .optional()
    .meta({ type: 'integer', minimum: 1, maximum: SCALE_WORKERS_MAX }),
  bootSeconds: whole(BOOT_MAX_S).optional(),
  coolDownSeconds: whole(COOL_DOWN_MAX_S).optional(),
};

/** `GET /v1/scale/{agent}`: bounds, and times that an autoscaler knows; what is absent has its default. */
export const ScaleQuery = z.strictObject(terms);
export type ScaleQuery = z.infer<typeof ScaleQuery>;

/** `GET /v1/scale`: with `agent`, only these agents. */
export const ScaleListQuery = z.strictObject({
  ...terms,
  agent: z.preprocess(
    (value) => (value === undefined ? [] : Array.isArray(value) ? value : [value]),
    z.array(z.string().regex(NAME_PATTERN)).max(50),
  ),
});
export type ScaleListQuery = z.infer<typeof ScaleListQuery>;

const count = z.int().min(0);
const rate = z.number().min(0).nullable();

const ScaleReason = z
  .enum([
    'idle',
    'wake',
    'unmeasured',
    'held-back',
    'arrivals',
    'backlog',
    'running',
    'person',
    'optimizer',
    'cool-down',
    'min',
    'max',
  ])
  .describe(
    '`idle`: nothing waits, runs or comes. `wake`: work waits and no worker serves the agent. `unmeasured`: no attempt has ended yet. `held-back`: the queue is paused in BullMQ. `arrivals`: for what comes. `backlog`: to work off what waits. `running`: attempts run in as many. `person`: a setting. `optimizer`: its forecast. `cool-down`: more were needed lately. `min`, `max`: the bounds.',
  );

export const ScaleView = z
  .object({
    agent: z.string(),
    wanted: count.describe('How many workers should serve it.'),
    ready: count.describe('How many workers take its work now.'),
    draining: count.describe('Workers that only finish theirs.'),
    why: ScaleReason,
    reason: z.string().describe('The same in a sentence.'),
    bounds: z.object({ min: count, max: count }),
    waiting: count.describe('Activations that a worker could take now.'),
    delayed: count.describe('Activations whose time has not come.'),
    oldestMs: count.describe('How long the oldest of the waiting ones has waited.'),
    heldBack: HeldBackView.optional(),
    running: count.describe('Attempts that run.'),
    slots: count.describe('Attempts that may run at a time in the ready workers.'),
    arrivalsPerSec: rate.describe('Attempts that became due, over 30 s; null: not known yet.'),
    completionsPerSec: rate.describe('Attempts that ended, over 30 s; null: not known yet.'),
    forecastPerSec: rate.describe('Arrivals that are expected one boot ahead; null: not known yet.'),
    serviceMs: rate.describe('How long an attempt takes on average; null: none has ended yet.'),
    bootSeconds: count,
    coolDownSeconds: count,
  })
  .meta({ id: 'Scale' });
export type ScaleView = z.infer<typeof ScaleView>;

export const ScaleListView = z
  .object({
    ageMs: count.describe('How old the counters are.'),
    wanted: count.describe(
      'The most that any of these agents wants: for a pool whose workers serve all of them.',
    ),
    items: z.array(ScaleView),
  })
  .meta({ id: 'ScaleList', description: 'Everything in one page.' });
export type ScaleListView = z.infer<typeof ScaleListView>;
