import { type AgentFigures, TuningSettings } from '@ag06/contracts';
import { z } from 'zod';
import { type Bounds, clampSettings } from './bounds.ts';
import type { OutcomeTable } from './counts/outcome-table.ts';
import type { Decision } from './decisions/decision.ts';
import { History, HistoryModel } from './history.ts';
import { Learning } from './learning.ts';
import { LearningModel } from './learning-model.ts';
import type { Objective } from './objective.ts';
import type { Observation } from './observation.ts';
import type { ReasonCode } from './reason-code.ts';
import { toFigures } from './to-figures.ts';
import type { TunerSettings } from './tuner-settings.ts';

/** Everything that a tuner knows, as JSON: imported, it answers as it would have. */
export const TunerModel = z.strictObject({
  schema: z.literal(1),
  agent: z.string().min(1).max(128),
  version: z.int().min(1),
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
  /** How long a replica takes to start. */
  readonly bootSeconds?: number;
  /** Its methods draw no lots, so it changes nothing yet. */
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
  /** @param nowS seconds; never less than before */
  decide(nowS: number): TuningDecision;
  figures(nowS: number): Omit<AgentFigures, 'inflight' | 'limit'>;
  /** The last changes of the settings, each with its evidence and what came of it. */
  decisions(): readonly Decision[];
  /** How attempts ended, by version, size and priority. Undefined without an objective. */
  counts(): Pick<OutcomeTable, 'countOf' | 'names'> | undefined;
  export(): TunerModel;
}

const BOOT_SECONDS = 30;

export function createTuner(options: TunerOptions): Tuner {
  const { agent, bounds, model, objective } = options;
  const history = new History(model?.history);
  const version = model?.version ?? 1;
  const settings = clampSettings(options.static, bounds);
  const learning =
    objective &&
    new Learning(
      {
        static: settings,
        bounds,
        objective,
        backlog: options.backlog ?? false,
        bootSeconds: options.bootSeconds ?? BOOT_SECONDS,
      },
      version,
      model?.learning,
    );
  return {
    observe: (observation) => {
      history.observe(observation.samples, observation.t);
      learning?.observe(observation);
    },
    decide: (nowS) => {
      if (learning === undefined) return { version, settings, reasons: ['STATIC'] };
      learning.decide(nowS);
      return { ...learning.inForce, reasons: learning.reasons };
    },
    figures: (nowS) => toFigures(history, nowS),
    decisions: () => learning?.decisions ?? [],
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
