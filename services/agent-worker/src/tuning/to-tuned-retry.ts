import type { TuningSettings } from '@ag06/contracts/tuning';
import { DEFAULT_RETRY, type RetryPolicy } from '@ag06/engine';

/** Returns the retry policy of steps that say nothing about it. Undefined: no setting changes the default. */
export function toTunedRetry({ maxAttempts, backoffMs }: TuningSettings): RetryPolicy | undefined {
  if (maxAttempts === undefined && backoffMs === undefined) return undefined;
  const initialDelayMs = backoffMs ?? DEFAULT_RETRY.initialDelayMs;
  return {
    ...DEFAULT_RETRY,
    maxAttempts: maxAttempts ?? DEFAULT_RETRY.maxAttempts,
    initialDelayMs,
    maxDelayMs: Math.max(DEFAULT_RETRY.maxDelayMs, initialDelayMs),
  };
}

/** Returns the step as published settings have it tried again. One that says something about retries stays as it is. */
export function withTunedRetry<S extends { readonly retry: RetryPolicy }>(
  step: S,
  tuned: RetryPolicy | undefined,
): S {
  return tuned === undefined || step.retry !== DEFAULT_RETRY ? step : { ...step, retry: tuned };
}
