import type { Json } from '@ag06/contracts';

/**
 * The outcome of one call of a handler. `outputText` is the output as the JSON text that is stored; `output` is a copy
 * of the value, which the handler cannot change later; null for a stream that was kept elsewhere.
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
      /** The stack of the thrown error, bounded; absent if there is none. */
      readonly stack?: string;
    };

export type FailedOutcome = Extract<HandlerOutcome, { status: 'failed' }>;
