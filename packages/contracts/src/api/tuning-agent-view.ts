import { z } from 'zod';
import { AgentBounds, AgentObjective, TUNING_MODES } from '../tuning/agent-tuning.ts';
import { SETTING_NAMES, TuningSettings } from '../tuning/settings.ts';
import { TuningChanged } from '../tuning/tuning-changed.ts';
import { TuningDecision, TuningStage, TuningStanding, TuningState } from '../tuning/tuning-state.ts';
import { TuningView } from './tuning-view.ts';

/** Answers and requests of the API about the tuning of one agent. */
const time = z.iso.datetime();
const reason = z.string().max(500);
const name = z.enum(SETTING_NAMES);

export const TuningLockView = z
  .object({
    setting: name,
    at: time,
    by: z.string(),
    reason,
    until: time.nullable().describe('Null: until somebody unlocks it.'),
  })
  .meta({ id: 'TuningSettingLock' });
export type TuningLockView = z.infer<typeof TuningLockView>;

/** What people have decided about an agent. */
export const TuningPolicyView = z
  .object({
    mode: z.enum(TUNING_MODES).nullable().describe('Null: that of the optimizer or of the agent’s code.'),
    objective: AgentObjective.nullable(),
    bounds: AgentBounds.nullable(),
    locks: z.array(TuningLockView),
    frozen: z.object({ at: time, by: z.string(), reason }).nullable(),
  })
  .meta({ id: 'TuningPolicy' });
export type TuningPolicyView = z.infer<typeof TuningPolicyView>;

const told = TuningState.shape;

/** Settings that some workers try beside the rest. */
export const TuningStageView = TuningStage.extend({ since: time }).meta({ id: 'TuningStageView' });
export type TuningStageView = z.infer<typeof TuningStageView>;

/** What the leading optimizer said last about an agent. */
export const TuningStateView = z
  .object({
    at: time,
    leader: z.string(),
    mode: told.mode,
    frozen: told.frozen.describe('Why nothing is changed for now; null: nothing stands against it.'),
    static: told.static,
    wanted: TuningSettings.describe('What it would have in force.'),
    objective: told.objective,
    creditS: told.creditS.describe('What may be spent on trials, seconds of what static settings bring.'),
    valuePerSec: told.valuePerSec.describe('By the objective, over the last minute.'),
    predictedPerSec: told.predictedPerSec,
    standing: z.array(TuningStanding).describe('What is not done, and why.'),
    stage: TuningStageView.nullable().describe(
      'Settings that some workers try beside the rest; null: all have the same.',
    ),
  })
  .meta({ id: 'TuningState' });
export type TuningStateView = z.infer<typeof TuningStateView>;

const decision = TuningDecision.omit({ at: true }).extend({ at: time });

export const TuningDecisionView = decision.meta({ id: 'TuningDecisionView' });
export type TuningDecisionView = z.infer<typeof TuningDecisionView>;

export const AgentTuningView = z
  .object({
    agent: z.string(),
    published: TuningView.nullable().describe('Null: nothing is published, or it cannot be read.'),
    policy: TuningPolicyView,
    state: TuningStateView.nullable().describe('Null: no optimizer has said anything about it.'),
    last: TuningDecisionView.nullable().describe('The last decision; null: none was made.'),
  })
  .meta({ id: 'AgentTuningView' });
export type AgentTuningView = z.infer<typeof AgentTuningView>;

export const TuningChangedView = TuningChanged.extend({ at: time }).meta({ id: 'TuningChangedView' });
export type TuningChangedView = z.infer<typeof TuningChangedView>;

export const TuningHistoryView = z
  .object({
    items: z.array(TuningDecisionView).describe('The last 50, the newest first.'),
    changes: z
      .array(TuningChangedView)
      .describe(
        'What people have changed: the last 50 among the last 500 events of the stream, the newest first.',
      ),
    stream: z
      .string()
      .nullable()
      .describe('The stream that has all of them; null: the agent’s name is too long.'),
  })
  .meta({ id: 'TuningHistory' });
export type TuningHistoryView = z.infer<typeof TuningHistoryView>;

/** `POST /v1/tuning/{agent}/apply`. */
export const TuningApply = z
  .strictObject({
    decision: z.int().min(1).exactOptional().describe('Its number; absent: the last one of a shadow.'),
    reason: reason.default(''),
  })
  .meta({ id: 'TuningApply' });
export type TuningApply = z.infer<typeof TuningApply>;

/** `POST /v1/tuning/{agent}/rollback`. */
export const TuningRollback = z
  .strictObject({
    decision: z.int().min(1).exactOptional().describe('Its number; absent: the last one that was published.'),
    settings: z.array(name).max(SETTING_NAMES.length).default([]).describe('None: all that it changed.'),
    reason: reason.default(''),
  })
  .meta({ id: 'TuningRollback' });
export type TuningRollback = z.infer<typeof TuningRollback>;

/** `PUT /v1/tuning/{agent}/policy`: what is not named stays. */
export const TuningPolicyChange = z
  .strictObject({
    mode: z
      .enum(TUNING_MODES)
      .nullable()
      .exactOptional()
      .describe('Null: as the optimizer or the code has it.'),
    objective: AgentObjective.nullable()
      .exactOptional()
      .describe('Null: as the code has it, and the defaults.'),
    bounds: AgentBounds.nullable().exactOptional().describe('Null: as the code has it, and the hard ones.'),
    lock: z.array(name).max(SETTING_NAMES.length).default([]).describe('Settings that stay as they are.'),
    lockSeconds: z.int().min(1).max(31_536_000).exactOptional().describe('Absent: until they are unlocked.'),
    unlock: z
      .array(name)
      .max(SETTING_NAMES.length)
      .default([])
      .describe('Settings that the optimizer may change, also those that a person has published.'),
    isFrozen: z.boolean().exactOptional(),
    reason: reason.default(''),
  })
  .meta({ id: 'TuningPolicyChange' });
export type TuningPolicyChange = z.infer<typeof TuningPolicyChange>;

/** What an optimizer has learned of an agent, to be kept or moved to another fleet. */
export const TuningModelView = z
  .strictObject({
    schema: z.literal(1),
    agent: z.string().min(1).max(128),
    keptAt: time,
    model: z.record(z.string(), z.json()).describe('Of the tuner; opaque.'),
  })
  .meta({ id: 'TuningModel' });
export type TuningModelView = z.infer<typeof TuningModelView>;
