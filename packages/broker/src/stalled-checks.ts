import { Duty } from '@ag06/duty';

/** A duty comes up to a second early. Before `everyMs` have passed since the last one, BullMQ's script would do nothing. */
const EARLY_MS = 1_000;

/** Looks for stalled jobs in queues with active ones. */
type RecoverQueues = (queues: readonly string[]) => Promise<void>;

/**
 * Returns jobs of dead processes to the queues that this process serves, also if no dispatcher lives. It is one question for all
 * queues, at a tick of the process's duties: BullMQ's workers would each run a script that writes, by timers of their own.
 */
export class StalledChecks {
  /** How many consumers of this process serve each queue. */
  readonly #served = new Map<string, number>();
  readonly #duty: Duty;

  constructor(recover: RecoverQueues, everyMs: number, onError: (error: Error) => void) {
    this.#duty = new Duty({
      name: 'stalled jobs of served queues',
      everyMs: everyMs + Math.min(EARLY_MS, everyMs / 2),
      act: () => recover([...this.#served.keys()]),
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
