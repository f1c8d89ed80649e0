import { setTimeout as delay } from 'node:timers/promises';
import type { AnswerTo, Command } from '@ag06/protocol';
import type { RunStore } from '@ag06/store';

const FIRST_DELAY_MS = 50;
const MAX_DELAY_MS = 1_000;

const isRetryable = (error: unknown): boolean =>
  error instanceof Error && 'isRetryable' in error && error.isRetryable === true;

/**
 * Sends one command, with one id, until the store answers: while it is away or full a result waits here, and is not
 * lost. Rejects with what is not worth a retry, or when `signal` aborts between two tries.
 */
export function applyUntilAnswered<C extends Command>(
  runs: Pick<RunStore, 'apply'>,
  command: C,
  signal: AbortSignal,
): Promise<AnswerTo<C>> {
  return untilAnswered(() => runs.apply(command), signal);
}

/** Asks until the store answers. Rejects with what is not worth a retry, or when `signal` aborts between two tries. */
export async function untilAnswered<T>(ask: () => Promise<T>, signal: AbortSignal): Promise<T> {
  for (let delayMs = FIRST_DELAY_MS; ; delayMs = Math.min(2 * delayMs, MAX_DELAY_MS)) {
    try {
      return await ask();
    } catch (error) {
      if (!isRetryable(error)) throw error;
      await delay(delayMs, undefined, { signal });
    }
  }
}
