import type { AttemptOutcome, Priority } from '@ag06/contracts';

/** One attempt of a step, or of an item, that is over: every `step.started` of the log has one, unless its worker died. */
export interface AttemptFacts {
  readonly agent: string;
  readonly workflow: string;
  readonly step: string;
  readonly runId: string;
  /** From 1. */
  readonly attempt: number;
  readonly priority: Priority;
  /** Characters of the JSON that its expressions read. */
  readonly inputLength: number;
  /** From the moment at which it could have begun (its job was due, the commit that granted it was sent) to its start. */
  readonly waitMs: number;
  readonly durMs: number;
  readonly outcome: AttemptOutcome;
  /** Milliseconds since 1970. */
  readonly startedAt: number;
  /** Attempts of this agent that ran in this worker when it started, itself included. */
  readonly inflightAtStart: number;
  /** Version of the agent's settings that were in force when it started; 0: the worker's own. */
  readonly configVersion: number;
}

/** Told of every attempt; must be quick, and must not throw. */
export interface AttemptObserver {
  finished(facts: AttemptFacts): void;
}

/** One observer that tells several. */
export function toObservers(observers: readonly AttemptObserver[]): AttemptObserver {
  return {
    finished: (facts) => {
      for (const observer of observers) observer.finished(facts);
    },
  };
}
