import type { DutyTurn } from '@ag06/duty';
import type { Parts } from '../parts.ts';
import { takeBatch } from './take-batch.ts';
import type { Watchdog } from './watchdog.ts';

/** Takes the due looks of the watchdog. Timers have a duty of their own, so they do not wait for looks. */
export const takeLooks = (parts: Parts, watchdog: Pick<Watchdog, 'look'>): Promise<DutyTurn> =>
  takeBatch(parts, 'looks', async (wakeup) => {
    if (wakeup.subject === 'run') await watchdog.look(wakeup);
  });
