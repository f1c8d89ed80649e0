import type { Json } from '@ag06/contracts';

/**
 * The outcome of one call of a handler. `outputText` is the output as JSON text, the one that is stored; `output` is the
 * same value, detached from what the handler keeps.
 */
export type HandlerOutcome =
  | { readonly status: 'completed'; readonly output: Json; readonly outputText: string }
  | {
      readonly status: 'failed';
      readonly failure: { readonly code: string; readonly message: string };
      readonly retryable: boolean;
      /** The next attempt waits at least this long; present only when a service asked for it. */
      readonly retryAfterMs?: number;
      /** Whether it was the service that failed: a breaker counts it. */
      readonly ofDependency?: boolean;
      /** Where it was thrown, bounded; absent if nothing was thrown that tells it. */
      readonly stack?: string;
    };

export type FailedOutcome = Extract<HandlerOutcome, { status: 'failed' }>;
