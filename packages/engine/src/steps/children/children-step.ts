import type { ListStep } from '../for-each/for-each-step.ts';
import type { ChildCall } from '../workflow/workflow-step.ts';

/** A step that runs another workflow once for each item of a list. Each lane waits for one child at a time. */
export interface ChildrenStep extends ChildCall, ListStep {
  readonly kind: 'children';
  readonly opens: 'evaluate';
}
