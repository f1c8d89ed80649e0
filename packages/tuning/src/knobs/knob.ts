import type { Bounds } from '../bounds.ts';
import type { Objective } from '../objective.ts';
import type { Observation } from '../observation.ts';
import type { ReasonCode } from '../reason-code.ts';
import type { TunerSettings } from '../tuner-settings.ts';

/** What all knobs are tuned by. */
export interface KnobOptions {
  readonly static: TunerSettings;
  readonly bounds: Bounds;
  readonly objective: Objective;
  /** Whether there is always work. */
  readonly backlog: boolean;
  readonly bootSeconds: number;
}

/** The settings in force when something was observed or is decided. */
export interface InForce {
  readonly settings: TunerSettings;
  readonly version: number;
}

/** Settings that a method asks for, and why. What is not named stays. */
export interface Proposal {
  readonly settings: TunerSettings;
  readonly reason: ReasonCode;
  /** Numbers that a person needs to follow the reason. */
  readonly evidence: Readonly<Record<string, number>>;
}

/** Tunes one setting, or a few that belong together. The same observations always give the same proposals. */
export interface Knob {
  observe(observation: Observation, inForce: InForce): void;
  /** Returns what has to change; undefined if nothing has to. */
  decide(now: number, inForce: InForce): Proposal | undefined;
  toModel(): unknown;
}
