import { ownValue, type WorkerRecord } from '@ag06/contracts';

/** Attempts that ended since the first reading, and the time that they took. */
export interface WorkTotal {
  readonly ended: number;
  readonly busyMs: number;
}

type SeenRecord = Pick<WorkerRecord, 'id' | 'work' | 'startedAt' | 'seenAt' | 'clockAheadMs'>;

interface SeenWorker {
  readonly at: number;
  readonly work: NonNullable<WorkerRecord['work']>;
}

/** What a worker has done counts from its start if it has just started, and else from when it is seen first. */
const STARTED_WITHIN_MS = 30_000;
/** A worker that was silent for this long is forgotten. */
const FORGET_MS = 600_000;
const NOTHING: WorkTotal = { ended: 0, busyMs: 0 };

/** By the clock of the store, which has written when it was seen. */
const hasJustStarted = ({ startedAt, seenAt, clockAheadMs = 0 }: SeenRecord): boolean =>
  seenAt - (startedAt - clockAheadMs) < STARTED_WITHIN_MS;

/**
 * Sums what all workers have done for each agent. Sums never fall: what a worker had done when it was seen last stays in
 * them when it is gone.
 */
export class WorkTotals {
  readonly #seen = new Map<string, SeenWorker>();
  readonly #totals = new Map<string, WorkTotal>();
  #isFirst = true;

  of(agent: string): WorkTotal {
    return this.#totals.get(agent) ?? NOTHING;
  }

  take(workers: readonly SeenRecord[], at: number): void {
    for (const worker of workers) {
      const { id, work = {} } = worker;
      const before = this.#seen.get(id)?.work ?? (hasJustStarted(worker) ? {} : work);
      // What was done before the first reading is nobody's rate.
      if (!this.#isFirst) this.#add(work, before);
      this.#seen.set(id, { at, work });
    }
    this.#isFirst = false;
    for (const [id, seen] of this.#seen) if (seen.at < at - FORGET_MS) this.#seen.delete(id);
  }

  #add(work: SeenWorker['work'], before: SeenWorker['work']): void {
    for (const [agent, { ended, busyMs }] of Object.entries(work)) {
      const known = ownValue(before, agent);
      const total = this.of(agent);
      this.#totals.set(agent, {
        ended: total.ended + Math.max(0, ended - (known?.ended ?? 0)),
        busyMs: total.busyMs + Math.max(0, busyMs - (known?.busyMs ?? 0)),
      });
    }
  }
}
