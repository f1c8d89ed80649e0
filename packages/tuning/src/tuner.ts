import { type AgentFigures, type Knob, TuningSettings } from '@ag06/contracts/tuning';
import { z } from 'zod';
import { adaptModel } from './adapt-model.ts';
import { type Bounds, clampSettings } from './bounds.ts';
import type { OutcomeTable } from './counts/outcome-table.ts';
import type { Decision, Prediction } from './decisions/decision.ts';
import type { Hindsight, HindsightQuestion } from './decisions/hindsight.ts';
import type { NotDone } from './decisions/not-done.ts';
import { History, HistoryModel } from './history.ts';
import { Learning } from './learning.ts';
import { LearningModel } from './learning-model.ts';
import type { Objective } from './objective.ts';
import type { Observation } from './observation.ts';
import type { ReasonCode } from './reason-code.ts';
import { isSound } from './safety/clean-observation.ts';
import { isMoment } from './safety/is-moment.ts';
import type { KnobLock } from './safety/knob-locks.ts';
import type { RollbackReason } from './safety/rollback-reason.ts';
import type { SettingHold } from './safety/setting-hold.ts';
import type { Slice } from './slice.ts';
import { toFigures } from './to-figures.ts';
import type { TunerSettings } from './tuner-settings.ts';
import type { TunerStatus } from './tuner-status.ts';

/** Of any tuner: there is one change in a second at most. */
const VERSION_MAX = 1_000_000_000_000;

/** Everything that a tuner knows, as JSON: imported, it answers as it would have. */
export const TunerModel = z.strictObject({
  schema: z.literal(1),
  agent: z.string().min(1).max(128),
  version: z.int().min(1).max(VERSION_MAX),
  static: TuningSettings,
  history: HistoryModel,
  /** Absent: the tuner has no objective. */
  learning: LearningModel.optional(),
});
export type TunerModel = z.infer<typeof TunerModel>;

export interface TunerOptions {
  readonly agent: string;
  readonly bounds: Bounds;
  /** The settings of the fleet without an optimizer. */
  readonly static: TuningSettings;
  /** Absent: the settings stay static, and attempts are only counted. */
  readonly objective?: Objective;
  /** Whether there is always more work than slots. */
  readonly backlog?: boolean;
  /** For so long there has to be more work than slots before another concurrency is tried: 180 if it is absent. */
  readonly backlogSeconds?: number;
  /** Settings that stay as they are: in place of the locks of a person that the model knows. */
  readonly locks?: readonly Knob[];
  /** How long a replica takes to start. */
  readonly bootSeconds?: number;
  /** Of the lots that are drawn: how much longer or shorter a setting is let be between trials. */
  readonly seed?: number;
  /** Of an earlier tuner of the same agent. */
  readonly model?: TunerModel;
}

export interface TuningDecision {
  /** Rises with every change of the settings. */
  readonly version: number;
  readonly settings: TunerSettings;
  readonly reasons: readonly ReasonCode[];
}

/**
 * Collects the attempts of one agent, and returns settings for it, within the bounds. With an objective it learns which
 * bring the most. The same observations always give the same settings.
 */
export interface Tuner {
  observe(observation: Observation): void;
  /**
   * @param nowS seconds; never less than before
   * @param holds settings with which nothing new is begun in this step
   */
  decide(nowS: number, holds?: readonly SettingHold[]): TuningDecision;
  figures(nowS: number): Omit<AgentFigures, 'inflight' | 'limit'>;
  /** The attempts of a minute (counted from 1970) of the last hour; undefined: there were none. */
  minute(minute: number): Slice | undefined;
  /** The last changes of the settings, each with its evidence, what was predicted, and what came of it. */
  decisions(): readonly Decision[];
  /** What settings would bring per second, where that is known: of another concurrency, all else being equal. */
  predict(settings: TunerSettings): Prediction | undefined;
  /**
   * What settings would have brought in the minute after they were decided, had they been put in force, by what is known now.
   * Undefined without an objective.
   */
  hindsight(question: HindsightQuestion): Hindsight | undefined;
  /** Undefined without an objective. */
  status(nowS: number): TunerStatus | undefined;
  /** Settings that are let be now, and why. */
  notDone(nowS: number): readonly NotDone[];
  /** A person forbids changes of a setting, until a time or until `unlock`. It stays as it is. */
  lock(knob: Knob, lock: { readonly untilS: number | null; readonly reason: string }): void;
  unlock(knob: Knob): void;
  /** The locks in force, of people and after rollbacks. */
  locks(nowS: number): readonly KnobLock[];
  /** Puts settings of a person in force, within the bounds and past all locks. What is not named stays. */
  set(nowS: number, settings: TunerSettings, note: string): void;
  /**
   * Takes settings back to what they were before their last change, and lets them be for five minutes; at the second time
   * within an hour to the static ones, with a lock of 1 h, then 4 h, then until `unlock`.
   *
   * @param why `to`: the settings to go back to, instead of those before the last change
   */
  rollBack(nowS: number, knobs: readonly Knob[], note: string, why?: RollbackReason): void;
  /** How attempts ended, by version, size and priority. Undefined without an objective. */
  counts(): Pick<OutcomeTable, 'countOf' | 'names'> | undefined;
  export(): TunerModel;
}

const BOOT_SECONDS = 30;
/** Jobs with deadlines suffer more from a worse level than the level is worse. */
const BACKLOG_SECONDS = 180;
const REASON_MAX = 500;

export function createTuner(options: TunerOptions): Tuner {
  const { agent, bounds, model, objective } = options;
  const history = new History(model?.history);
  const settings = clampSettings(options.static, bounds);
  const adapted =
    model?.learning && adaptModel(model.learning, model.static, { own: options.static, settings, bounds });
  const isOther = adapted !== undefined && adapted !== model?.learning;
  const version = (model?.version ?? 1) + (isOther ? 1 : 0);
  const learning =
    objective &&
    new Learning(
      {
        static: settings,
        bounds,
        objective,
        backlog: options.backlog ?? false,
        backlogSeconds: options.backlogSeconds ?? BACKLOG_SECONDS,
        bootSeconds: options.bootSeconds ?? BOOT_SECONDS,
        seed: options.seed ?? 0,
      },
      version,
      adapted,
    );
  if (options.locks !== undefined) learning?.lockOnly(options.locks);
  return {
    observe: (observation) => {
      observeHistory(history, observation);
      learning?.observe(observation);
    },
    decide: (nowS, holds = []) => {
      if (learning === undefined) return { version, settings, reasons: ['STATIC'] };
      learning.decide(nowS, holds);
      return { ...learning.inForce, reasons: learning.reasons };
    },
    figures: (nowS) => toFigures(history, nowS),
    minute: (minute) => history.minute(minute),
    decisions: () => learning?.decisions ?? [],
    predict: (wanted) => learning?.predict(wanted),
    hindsight: (question) => learning?.hindsight(question),
    status: (nowS) => learning?.status(nowS),
    notDone: (nowS) => learning?.notDone(nowS) ?? [],
    lock: (knob, { untilS, reason }) =>
      learning?.lock({ knob, until: untilS, reason: reason.slice(0, REASON_MAX), by: 'person' }),
    unlock: (knob) => learning?.unlock(knob),
    locks: (nowS) => learning?.locks(nowS) ?? [],
    set: (nowS, wanted, note) => learning?.set(nowS, wanted, note),
    rollBack: (nowS, knobs, note, why) => learning?.rollBack(nowS, knobs, note, why),
    counts: () => learning?.counts,
    export: () => ({
      schema: 1,
      agent,
      version: learning?.inForce.version ?? version,
      static: options.static,
      history: history.toModel(),
      ...(learning !== undefined && { learning: learning.toModel() }),
    }),
  };
}

/** Counts what can have been. */
function observeHistory(history: History, { t, samples }: Observation): void {
  if (!isMoment(t)) return;
  history.observe(
    samples.filter((sample) => isSound(sample, t)),
    t,
  );
}
