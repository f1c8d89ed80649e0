import type { RunStore } from '@ag06/store';
import { untilAnswered } from '../settle/apply-until-answered.ts';
import type { Execution } from './execution.ts';

/** A token that was given so recently may be acted upon; the lock of its job cannot have been lost either. */
export const TOKEN_MAX_AGE_MS = 500;
/** An answer that took longer says nothing of the present: a handler never starts so long after its run was cancelled. */
export const ANSWER_MAX_AGE_MS = 1_000;

type Held = Pick<Execution, 'runId' | 'unit' | 'token' | 'tokenSince'>;

/** Whether this token, which this process was given by a command, may be acted upon without a question. */
export const isFresh = ({ tokenSince }: Held, now = performance.now()): boolean =>
  now - tokenSince < TOKEN_MAX_AGE_MS;

/**
 * Asks the store whether a token is current, since this process may have slept: until an answer is young enough to be
 * acted upon. While the store is slower than that, nothing starts. Rejects when `signal` aborts and the store is away.
 */
export async function confirmToken(
  runs: Pick<RunStore, 'isHeld'>,
  execution: Held,
  signal: AbortSignal,
  now: () => number = () => performance.now(),
): Promise<boolean> {
  for (;;) {
    const { token } = execution;
    let askedAt = now();
    const isCurrent = await untilAnswered(() => {
      askedAt = now();
      return runs.isHeld(execution.runId, execution.unit, token);
    }, signal);
    // A newer delivery may have brought a newer token meanwhile.
    if (execution.token !== token) continue;
    if (!isCurrent) return false;
    if (now() - askedAt < ANSWER_MAX_AGE_MS) return true;
  }
}
