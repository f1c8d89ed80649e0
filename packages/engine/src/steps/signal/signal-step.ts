import type { Park } from '@ag06/protocol';
import type { InputJudge } from '../../schema/input-judgement.ts';
import type { Step } from '../step.ts';

/** A step that waits for a signal; no agent executes it. Its output is the payload. */
export interface SignalStep extends Step {
  readonly kind: 'signal';
  readonly opens: 'park';
  readonly signal: string;
  readonly park: Park;
  readonly judgePayload: InputJudge;
}
