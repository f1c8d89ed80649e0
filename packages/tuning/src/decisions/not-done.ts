import type { Knob } from '@ag06/contracts/tuning';
import type { ReasonCode } from '../reason-code.ts';

/** A setting that was let be, and why, in a sentence for people. */
export interface NotDone {
  readonly knob: Knob;
  readonly reason: ReasonCode;
  readonly text: string;
}
