import type { AgentObjective, SettingName, TuningMode, TuningSettings } from '@ag06/contracts/tuning';
import type { Bounds } from '@ag06/tuning';

/** What an agent's tuning begins from: what its workers do by themselves, and what people have decided. */
export interface AgentPlan {
  readonly mode: TuningMode;
  /** Why nothing is changed for now; undefined: nothing stands against it. */
  readonly frozen?: string | undefined;
  /** What would be in force without an optimizer: the workers' own settings, and over them a person's. */
  readonly static: TuningSettings;
  readonly bounds: Bounds;
  readonly objective: AgentObjective;
  /** From the decision to start a worker until it takes work; absent: as usual. */
  readonly bootSeconds?: number | undefined;
  /** Settings that stay as they are. */
  readonly locks: readonly SettingName[];
}
