import type { Plan } from '../plan.ts';

/** What is allowed but probably not meant. */
export function findWarnings({
  steps,
  timeoutMs: runTimeoutMs,
}: Pick<Plan, 'steps' | 'timeoutMs'>): readonly string[] {
  const warnings: string[] = [];
  for (const { id, retry, timeoutMs } of steps.values()) {
    if (retry.backoff === 'exponential' && retry.maxAttempts > 1 && retry.initialDelayMs > retry.maxDelayMs) {
      warnings.push(
        `steps.${id}.retry: initialDelay is more than maxDelay, which then is the delay before every attempt`,
      );
    }
    if (timeoutMs !== undefined && runTimeoutMs !== undefined && timeoutMs > runTimeoutMs) {
      warnings.push(`steps.${id}.timeout: longer than the workflow's timeout, which ends the run first`);
    }
  }
  return Object.freeze(warnings);
}
