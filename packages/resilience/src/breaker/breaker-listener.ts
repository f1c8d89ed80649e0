import type { BreakerDocument, Transition } from './breaker-document.ts';

/** Events of a process's breakers, for logs and metrics. */
export interface BreakerListener {
  /** This process moved the breaker of a dependency to another state. */
  onTransition(dependency: string, transition: Transition, document: BreakerDocument): void;
  /** This process refused a call. */
  onRefused(dependency: string): void;
  /** The store did not answer; outcomes wait. */
  onError(dependency: string, error: unknown): void;
}
