import { type AgentFigures, TuningSettings } from '@ag06/contracts';
import { z } from 'zod';
import { type Bounds, clampSettings } from './bounds.ts';
import { History, HistoryModel } from './history.ts';
import type { Observation } from './observation.ts';
import { toFigures } from './to-figures.ts';

/** Everything that a tuner knows, as JSON: imported, it answers as it would have. */
export const TunerModel = z.strictObject({
  schema: z.literal(1),
  agent: z.string().min(1).max(128),
  version: z.int().min(1),
  static: TuningSettings,
  history: HistoryModel,
});
export type TunerModel = z.infer<typeof TunerModel>;

export interface TunerOptions {
  readonly agent: string;
  readonly bounds: Bounds;
  /** The settings of the fleet without an optimizer. */
  readonly static: TuningSettings;
  /** Of an earlier tuner of the same agent. */
  readonly model?: TunerModel;
}

export type ReasonCode = 'STATIC';

export interface TuningDecision {
  /** Rises with every change of the settings. */
  readonly version: number;
  readonly settings: TuningSettings;
  readonly reasons: readonly ReasonCode[];
}

/**
 * Collects the attempts of one agent, and returns settings for it. This one only counts and does not learn: it returns
 * the static settings, within the bounds. The same observations always give the same settings.
 */
export interface Tuner {
  observe(observation: Observation): void;
  decide(nowS: number): TuningDecision;
  figures(nowS: number): Omit<AgentFigures, 'inflight' | 'limit'>;
  export(): TunerModel;
}

export function createTuner(options: TunerOptions): Tuner {
  const { agent, bounds, model } = options;
  const history = new History(model?.history);
  const version = model?.version ?? 1;
  const settings = clampSettings(options.static, bounds);
  return {
    observe: ({ samples, t }) => history.observe(samples, t),
    decide: () => ({ version, settings, reasons: ['STATIC'] }),
    figures: (nowS) => toFigures(history, nowS),
    export: () => ({ schema: 1, agent, version, static: options.static, history: history.toModel() }),
  };
}
