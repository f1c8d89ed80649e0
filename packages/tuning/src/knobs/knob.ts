import type { Knob as KnobName } from '@ag06/contracts/tuning';
import type { Bounds } from '../bounds.ts';
import type { Prediction } from '../decisions/decision.ts';
import type { NotDone } from '../decisions/not-done.ts';
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
  /** For so long there has to be more work than slots before another concurrency is tried. */
  readonly backlogSeconds: number;
  readonly bootSeconds: number;
  /** Of the lots that are drawn: how long holds last. */
  readonly seed: number;
}

/** The settings in force when something was observed or is decided. */
export interface InForce {
  readonly settings: TunerSettings;
  readonly version: number;
  /** Settings that stay as they are. */
  readonly locked: ReadonlySet<KnobName>;
  /** Settings with which nothing new is begun. */
  readonly held: ReadonlySet<KnobName>;
  /** Sizes of inputs whose own settings stay as they are, because only some workers have them. */
  readonly heldSizes: ReadonlySet<string>;
}

/** Settings that a method asks for, and why. What is not named stays. */
export interface Proposal {
  readonly settings: TunerSettings;
  readonly reason: ReasonCode;
  /** Numbers that a person needs to follow the reason. */
  readonly evidence: Readonly<Record<string, number>>;
  readonly prediction?: Prediction | undefined;
  /** What the numbers do not say, for people. */
  readonly note?: string;
  /** Settings in force already that stay from now on, and those that they replace. */
  readonly adopts?: { readonly from: TunerSettings; readonly to: TunerSettings };
}

/** Tunes one setting, or a few that belong together. The same observations always give the same proposals. */
export interface Knob {
  observe(observation: Observation, inForce: InForce): void;
  /** Returns what has to change; undefined if nothing has to. */
  decide(now: number, inForce: InForce): Proposal | undefined;
  /** Why nothing is done now; undefined if there is nothing to be said. */
  notDone(now: number, inForce: InForce): NotDone | undefined;
  toModel(): unknown;
}
