import type { TuningSettings } from '@ag06/contracts/tuning';

/** Settings of one size of inputs. */
export interface SizeSettings {
  /** Null: off. */
  readonly hedgeAfterMs: number | null;
  readonly timeoutMs: number;
}

/** The settings of an agent, and those by the size of inputs, where a size has its own. */
export interface TunerSettings extends TuningSettings {
  readonly bySize?: Readonly<Record<string, SizeSettings>>;
}
