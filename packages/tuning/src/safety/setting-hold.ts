import type { Knob } from '@ag06/contracts';

/**
 * Nothing new is begun with a setting for now, because something else is tried. A trial under way goes on, and what does
 * harm is still taken back.
 */
export interface SettingHold {
  readonly knob: Knob;
  /** For people: why. */
  readonly text: string;
}
