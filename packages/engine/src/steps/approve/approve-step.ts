import type { Park } from '@ag06/protocol';
import type { InputJudge } from '../../schema/input-judgement.ts';
import type { Template } from '../../template/template.ts';
import type { Step } from '../step.ts';

/** A step that waits for the answer of a person; no agent executes it. Its output is an `ApprovalOutput`. */
export interface ApproveStep extends Step {
  readonly kind: 'approve';
  /** `park`: what it asks is a text without expressions, and `park` has it. */
  readonly opens: 'park' | 'evaluate';
  /** The name of the signal that carries the answer. */
  readonly signal: string;
  readonly choices: readonly string[];
  readonly park: Park;
  /** What it asks: as it is written, and as it is evaluated. */
  readonly ask: { readonly written: string; readonly template: Template };
  /** Judges an answer: a choice that is offered, and a comment. */
  readonly judgePayload: InputJudge;
}
