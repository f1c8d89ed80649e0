import { Duty, type DutyTurn } from '@ag06/duty';
import type { Parts } from '../parts.ts';

export const HEARTBEAT_MS = 5_000;
const FENCE_CHECK_MS = 2_000;
const OVERDUE_CHECK_MS = 1_000;
/** Where no handler runs there is nothing to look at. */
const REST_MS = 5_000;

/** What a worker does again and again: its heartbeat, and looks at the attempts that run. While none does they come seldom, until they are woken. */
export function createWorkerDuties(
  { live, runs, defaultTimeoutMs, log }: Pick<Parts, 'live' | 'runs' | 'defaultTimeoutMs' | 'log'>,
  beat: () => Promise<void>,
): readonly [heartbeat: Duty, ...others: Duty[]] {
  const orAtRest = (): DutyTurn => (live.isEmpty() ? 'idle' : undefined);
  const onError = (err: Error, duty: string) => log.warn({ err, duty }, 'A duty failed; it is tried again.');
  return [
    new Duty({ name: 'heartbeat', everyMs: HEARTBEAT_MS, act: beat, onError }),
    new Duty({
      name: 'overdue attempts',
      everyMs: OVERDUE_CHECK_MS,
      idleMs: REST_MS,
      act() {
        live.abortOverdue(defaultTimeoutMs);
        return orAtRest();
      },
      onError,
    }),
    new Duty({
      name: 'fence check',
      everyMs: FENCE_CHECK_MS,
      idleMs: REST_MS,
      act: () => live.abortFenced(runs, FENCE_CHECK_MS).then(orAtRest),
      onError,
    }),
  ];
}
