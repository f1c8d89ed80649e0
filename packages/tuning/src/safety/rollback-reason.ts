import type { Proposal } from '../knobs/knob.ts';
import type { TunerSettings } from '../tuner-settings.ts';

/** Why settings are taken back, and to which; absent: those before the last change. */
export interface RollbackReason {
  readonly to?: TunerSettings;
  readonly evidence?: Proposal['evidence'];
}
