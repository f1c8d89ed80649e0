import type { DutyTurn } from '@ag06/duty';
import type { Activity } from './activity.ts';
import type { NextTimer } from './next-timer.ts';

/** Where jobs are due later, which may arm others. */
const QUIET_WAKEUPS_EVERY_MS = 500;

interface Timers {
  /** Takes due timers. */
  readonly take: () => Promise<DutyTurn>;
  readonly activity: Pick<Activity, 'note' | 'isQuiet' | 'isAtRest'>;
  readonly next: Pick<NextTimer, 'follow' | 'within' | 'forget'>;
}

/**
 * Takes due timers, and sees that the next turn comes in time: at the moment of the next timer if the fleet was at rest when this turn
 * began, else after half a second while it is quiet. At rest both questions go to the store in one write. Settles when what was taken
 * has ended, whatever became of the other question.
 */
export async function followTimers({ take, activity, next }: Timers): Promise<DutyTurn> {
  const wasAtRest = activity.isAtRest();
  const [taken, followed] = await Promise.allSettled([take(), wasAtRest ? next.follow() : undefined]);
  if (taken.status === 'rejected') throw taken.reason;
  const turn = taken.value;
  if (turn !== 'idle') activity.note();
  if (!activity.isQuiet()) {
    next.forget();
    return turn === 'idle' ? undefined : turn;
  }
  if (!wasAtRest || !activity.isAtRest()) next.within(QUIET_WAKEUPS_EVERY_MS);
  if (followed.status === 'rejected') throw followed.reason;
  return turn;
}
