import type { DutyTurn } from '@ag06/duty';
import type { Parts } from '../parts.ts';
import { takeBatch } from './take-batch.ts';
import type { Watchdog } from './watchdog.ts';

/** Looks at runs whose look is due. However many there are, timers do not wait for them. */
export const takeLooks = (parts: Parts, watchdog: Pick<Watchdog, 'look'>): Promise<DutyTurn> =>
  takeBatch(parts, 'looks', async (wakeup) => {
    if (wakeup.subject === 'run') await watchdog.look(wakeup);
  });
