import { z } from 'zod';
import { AgentBounds, AgentObjective, TUNING_MODES } from '../tuning/agent-tuning.ts';
import { MinuteFigures, WindowFigures } from '../tuning/figures.ts';
import { SETTING_NAMES, TuningSettings } from '../tuning/settings.ts';

/** Answers of the API about agents and their settings. */
const time = z.iso.datetime();
const count = z.int().min(0);
const reason = z.string().max(500);

/** The leading optimizer. */
export const LeaderView = z
  .object({
    leader: z.string(),
    fence: z.int().describe('Rises with every new leader; what it publishes carries it.'),
    since: time,
  })
  .meta({ id: 'Leader' });
export type LeaderView = z.infer<typeof LeaderView>;

/** When the figures were counted, and by which optimizer. */
export const FiguresAgeView = z
  .object({
    at: time,
    ageMs: count.describe('A leader tells them every second, of an idle fleet every five.'),
    isStale: z
      .boolean()
      .describe(
        'They are older than 30 s: no optimizer leads, and they are as they were then, not as of now.',
      ),
    leader: z.string(),
    fence: z.int(),
    dropped: count.describe('Samples that workers had to drop.'),
    unreadable: count.describe('Batches of samples that could not be read.'),
  })
  .meta({ id: 'FiguresAge' });
export type FiguresAgeView = z.infer<typeof FiguresAgeView>;

export const AgentFiguresView = z
  .object({
    attempts: count.describe('Since samples are counted.'),
    steps: count.describe('First attempts: steps, and items.'),
    outcomes: WindowFigures.shape.outcomes,
    successRate: WindowFigures.shape.successRate,
    inflight: count.describe('Attempts that run now.'),
    limit: count.describe('Attempts that may run at a time in the workers in which some run now.'),
    lastAttemptAt: time.nullable(),
    windows: z.array(WindowFigures).describe('The last 1, 10 and 60 minutes, and the minute under way.'),
  })
  .meta({ id: 'AgentFigures' });
export type AgentFiguresView = z.infer<typeof AgentFiguresView>;

export const AgentView = z
  .object({
    name: z.string(),
    workers: z.int().describe('How many workers serve it.'),
    configVersion: count.nullable().describe('Version of its published settings; null: there are none.'),
    figures: AgentFiguresView.nullable().describe('Null: nobody has counted any attempt of it.'),
  })
  .meta({ id: 'Agent' });
export type AgentView = z.infer<typeof AgentView>;
/** `GET /v1/agents/{name}`. */
export const AgentShownView = AgentView.extend({
  told: FiguresAgeView.nullable().describe(
    'Who told the figures, and when; null: no optimizer has told any.',
  ),
}).meta({ id: 'AgentShown' });
export type AgentShownView = z.infer<typeof AgentShownView>;
export const AgentListView = z
  .object({
    figures: FiguresAgeView.nullable().describe('Null: no optimizer has told any.'),
    items: z.array(AgentView),
  })
  .meta({ id: 'AgentList', description: 'Everything in one page.' });
export type AgentListView = z.infer<typeof AgentListView>;

export const MinuteFiguresView = z
  .object({
    ...MinuteFigures.shape,
    at: time.describe('When the minute began.'),
    attempts: count.describe('That ended in it.'),
  })
  .meta({ id: 'MinuteFigures' });
export type MinuteFiguresView = z.infer<typeof MinuteFiguresView>;
export const FiguresView = z
  .object({
    at: time.nullable().describe('When the last minute was told; null: no optimizer has told any.'),
    leader: z.string().nullable().describe('Which optimizer told it.'),
    items: z
      .array(MinuteFiguresView)
      .max(60)
      .describe(
        'The minutes of the last hour that are over, in their order. One without attempts, and one that nobody counted, is absent.',
      ),
  })
  .meta({ id: 'Figures' });
export type FiguresView = z.infer<typeof FiguresView>;

export const TuningView = z
  .object({
    agent: z.string(),
    version: z.int().min(1),
    settings: TuningSettings,
    static: TuningSettings.describe('What all workers did by themselves when this was published.'),
    publishedAt: time,
    by: z.string(),
    fence: count,
    reason,
    workers: z
      .array(z.object({ id: z.string(), configVersion: count }))
      .describe('Which version each worker that serves it has in force; 0: what it does by itself.'),
  })
  .meta({ id: 'Tuning' });
export type TuningView = z.infer<typeof TuningView>;

export const TuningSwitched = z
  .object({ isStatic: z.boolean(), at: time, by: z.string(), reason })
  .meta({ id: 'TuningSwitch' });
export type TuningSwitched = z.infer<typeof TuningSwitched>;

/** Whether the optimizer may change settings of any agent. */
export const TuningFrozenView = z
  .object({ isFrozen: z.boolean(), at: time, by: z.string(), reason })
  .meta({ id: 'TuningFrozenView' });
export type TuningFrozenView = z.infer<typeof TuningFrozenView>;

export const TuningListView = z
  .object({
    leader: LeaderView.nullable().describe('The last optimizer that led; null: none ever did.'),
    figures: FiguresAgeView.nullable(),
    isStatic: z.boolean().describe('Whether every agent is switched to what its workers do by themselves.'),
    switched: TuningSwitched.nullable(),
    frozen: z
      .object({ at: time, by: z.string(), reason })
      .nullable()
      .describe('A person keeps the optimizer from changing anything; null: nobody does.'),
    items: z.array(TuningView),
    invalid: z
      .array(z.object({ agent: z.string(), version: z.int(), problem: z.string() }))
      .describe('Published settings that cannot be read; workers leave them alone.'),
  })
  .meta({ id: 'TuningList' });
export type TuningListView = z.infer<typeof TuningListView>;

/**
 * `PUT /v1/tuning/{agent}`: replaces all settings, or with `merge` only the named ones. Without `settings` they stay.
 */
export const TuningChange = z
  .strictObject({
    settings: TuningSettings.exactOptional(),
    mode: z.enum(TUNING_MODES).exactOptional(),
    objective: AgentObjective.exactOptional().describe('What the agent is to bring.'),
    bounds: AgentBounds.exactOptional().describe('Within which the optimizer may move settings.'),
    merge: z
      .boolean()
      .default(false)
      .describe('Whether settings that are not named stay as they are published.'),
    unset: z
      .array(z.enum(SETTING_NAMES))
      .max(SETTING_NAMES.length)
      .default([])
      .describe('With `merge`: settings that go back to static.'),
    reason: reason.default(''),
  })
  .meta({ id: 'TuningChange' });
export type TuningChange = z.infer<typeof TuningChange>;

/** `POST /v1/tuning/freeze`, and `unfreeze`. */
export const TuningFreeze = z.strictObject({ reason: reason.default('') }).meta({ id: 'TuningFreeze' });
export type TuningFreeze = z.infer<typeof TuningFreeze>;

/** `PUT /v1/tuning`. */
export const TuningSwitchChange = z
  .strictObject({ isStatic: z.boolean(), reason: reason.default('') })
  .meta({ id: 'TuningSwitchChange' });
export type TuningSwitchChange = z.infer<typeof TuningSwitchChange>;
