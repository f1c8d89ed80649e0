import type { AgentCall } from './agent-call.ts';

export function findCallWarnings(
  { id, retry, timeoutMs }: AgentCall,
  runTimeoutMs: number | undefined,
): readonly string[] {
  const warnings: string[] = [];
  if (retry.backoff === 'exponential' && retry.maxAttempts > 1 && retry.initialDelayMs > retry.maxDelayMs) {
    warnings.push(
      `steps.${id}.retry: initialDelay is more than maxDelay, which then is the delay before every attempt`,
    );
  }
  if (timeoutMs !== undefined && runTimeoutMs !== undefined && timeoutMs > runTimeoutMs) {
    warnings.push(`steps.${id}.timeout: longer than the workflow's timeout, which ends the run first`);
  }
  return warnings;
}
