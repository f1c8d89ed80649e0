import type { Park, RunField } from '@ag06/protocol';
import type { Template } from '../template/template.ts';

export const ON_FAILURE = ['fail', 'continue'] as const;
/** `fail`: a failure of the step ends the run. `continue`: the run goes on and records the error. */
export type OnFailure = (typeof ON_FAILURE)[number];

/** The fields of steps of every kind. */
export interface Step {
  readonly id: string;
  readonly needs: readonly string[];
  readonly dependants: readonly string[];
  readonly when: Template | undefined;
  readonly onFailure: OnFailure;
  /**
   * How it opens when its dependencies have their outcomes. `execute`: its agent is called. `evaluate`: an expression decides
   * how it goes on. `park`: it waits as `park` says. A step with a `when` is always evaluated first.
   */
  readonly opens: 'execute' | 'evaluate' | 'park';
  readonly park?: Park | undefined;
  /** The fields of a run that it reads when it opens. */
  readonly reads: readonly RunField[];
}
