import type { Knob } from '@ag06/contracts/tuning';

/**
 * Nothing new is begun with a setting for now, because something else is tried. A trial under way goes on, and what does
 * harm is still taken back.
 */
export interface SettingHold {
  readonly knob: Knob;
  /** Only what this size of inputs has of its own stays as it is; absent: the whole setting. */
  readonly size?: string;
  /** For people: why. */
  readonly text: string;
}
