import { Duty, type DutyTurn } from '@ag06/duty';

/** A duty comes up to so much early. Before `everyMs` have passed since the last one, BullMQ's script would do nothing. */
const EARLY_MS = 1_000;
/** The same for waits that are longer than this. */
const LONG_EARLY_MS = 2_000;
const LONG_FROM_MS = 4_000;
/** A check that found no active job leaves so much more time to the next. */
const REST_SHARE = 0.25;

/** Looks for stalled jobs in queues with active ones. Resolves with how many queues have any. */
type RecoverQueues = (queues: readonly string[]) => Promise<number>;

/**
 * Returns jobs of dead processes to the queues that this process serves, also if no dispatcher lives. It is one question for all
 * queues, at a tick of the process's duties: BullMQ's workers would each run a script that writes, by timers of their own.
 */
export class StalledChecks {
  /** How many consumers of this process serve each queue. */
  readonly #served = new Map<string, number>();
  readonly #duty: Duty;

  constructor(recover: RecoverQueues, everyMs: number, onError: (error: Error) => void) {
    const waitMs = everyMs + Math.min(everyMs < LONG_FROM_MS ? EARLY_MS : LONG_EARLY_MS, everyMs / 2);
    this.#duty = new Duty({
      name: 'stalled jobs of served queues',
      everyMs: waitMs,
      idleMs: (1 + REST_SHARE) * waitMs,
      act: async (): Promise<DutyTurn> =>
        (await recover([...this.#served.keys()])) === 0 ? 'idle' : undefined,
      onError,
    });
  }

  begin(queue: string): void {
    this.#served.set(queue, (this.#served.get(queue) ?? 0) + 1);
    this.#duty.start();
  }

  end(queue: string): void {
    const left = (this.#served.get(queue) ?? 0) - 1;
    if (left > 0) this.#served.set(queue, left);
    else this.#served.delete(queue);
    if (this.#served.size === 0) void this.#duty.stop();
  }
}
