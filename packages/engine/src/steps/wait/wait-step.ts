import type { Park } from '@ag06/protocol';
import type { Template } from '../../template/template.ts';
import type { Step } from '../step.ts';

/** A step that waits for a moment; no agent executes it. */
export interface WaitStep extends Step {
  readonly kind: 'wait';
  /** `park`: for the duration that is written there; `evaluate`: `time` says until when. */
  readonly opens: 'park' | 'evaluate';
  readonly park: Park | undefined;
  /** Gives a duration, or an RFC 3339 time. */
  readonly time: Template | undefined;
}
