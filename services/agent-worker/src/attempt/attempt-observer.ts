import type { Priority } from '@ag06/contracts';
import type { AttemptOutcome, Sample } from '@ag06/contracts/tuning';

/** An ended attempt of a step or item. Every `step.started` of the log has one, unless its worker died. */
export interface AttemptFacts {
  readonly agent: string;
  readonly workflow: string;
  readonly step: string;
  readonly runId: string;
  /** From 1. */
  readonly attempt: number;
  readonly priority: Priority;
  /** The number of characters of JSON that its expressions read. */
  readonly inputLength: number;
  /**
   * Milliseconds from when it could have begun (its job was due, or the commit that granted it was sent) to its start.
   */
  readonly waitMs: number;
  readonly durMs: number;
  readonly outcome: AttemptOutcome;
  /** Milliseconds since 1970. */
  readonly startedAt: number;
  /** How many attempts of this agent ran in this worker when it started, itself included. */
  readonly inflightAtStart: number;
  /** Version of the agent's settings in force when it started; 0: the worker's own. */
  readonly configVersion: number;
  /** Whether they were those of the document's canary. */
  readonly isCanary: boolean;
  /** The experiment and the arm whose settings it had; undefined: none. */
  readonly trial?: Sample['trial'] | undefined;
  /** Of one in an experiment that has failed: whether the step has no other one; undefined: it is not known. */
  readonly isLast?: boolean | undefined;
  /** Whether it was the second try beside a slow one. Both are reported. */
  readonly isHedge: boolean;
  /** How long the service asked to wait, if it refused the attempt as one too many. */
  readonly retryAfterMs?: number | undefined;
}

/** Called with every attempt. It must be quick and must not throw. */
export interface AttemptObserver {
  finished(facts: AttemptFacts): void;
}

/** Combines several observers. */
export function toObservers(observers: readonly AttemptObserver[]): AttemptObserver {
  return {
    finished: (facts) => {
      for (const observer of observers) observer.finished(facts);
    },
  };
}
