import type { Repeater } from '@ag06/runtime';
import type { RunStore } from '@ag06/store';
import type { Parts } from '../parts.ts';
import type { Execution } from './execution.ts';

/** How long a token is trusted after it was given. Within this time its job's lock cannot have been lost either. */
const TOKEN_MAX_AGE_MS = 500;
/** A slower answer says nothing about the present, so a handler never starts long after its run was cancelled. */
const ANSWER_MAX_AGE_MS = 1_000;

type Held = Pick<Execution, 'runId' | 'unit' | 'token' | 'tokenSince'>;

interface Asked extends Pick<Parts, 'expired'> {
  readonly runs: Pick<RunStore, 'isHeld'>;
  readonly repeater: Pick<Repeater, 'untilAnswered'>;
}

/** Whether a token from an answered command may be used without asking the store. */
export const isFresh = ({ tokenSince }: Held, now = performance.now()): boolean =>
  now - tokenSince < TOKEN_MAX_AGE_MS;

/**
 * Asks the store whether a token is current, because this process may have slept. Asks until an answer is young enough;
 * while the store is slower than that, nothing starts. Rejects at the end of the drain if the store is away.
 */
export async function confirmToken(
  { runs, repeater, expired }: Asked,
  execution: Held,
  now: () => number = () => performance.now(),
): Promise<boolean> {
  for (;;) {
    const { token } = execution;
    let askedAt = now();
    const ask = () => {
      askedAt = now();
      return runs.isHeld(execution.runId, execution.unit, token);
    };
    const isCurrent = await repeater.untilAnswered('token', ask, expired);
    // A newer delivery may have brought a newer token meanwhile.
    if (execution.token !== token) continue;
    if (!isCurrent) return false;
    if (now() - askedAt < ANSWER_MAX_AGE_MS) return true;
  }
}
