import { z } from 'zod';

export const QueueTwinModel = z.strictObject({
  /** Jobs that wait by when they came, oldest first. */
  waiting: z.array(z.tuple([z.number(), z.number()])),
});
export type QueueTwinModel = z.infer<typeof QueueTwinModel>;

/** Of steps with arrivals; older ones are merged, so that memory does not grow. */
const WAITING_MAX = 1_000;

/** A queue in which as many jobs arrive as in the real one, done at a given rate in the order of their arrival. */
export class QueueTwin {
  #waiting: QueueTwinModel['waiting'];

  constructor(model?: QueueTwinModel) {
    this.#waiting = (model?.waiting ?? []).map(([t, count]) => [t, count]);
  }

  /** Passes a step. Returns how many of the jobs that are done in it are older than a limit, seconds. */
  pass(now: number, arrivals: number, done: number, limit: number): number {
    if (arrivals > 0) this.#waiting.push([now, arrivals]);
    let [left, late] = [done, 0];
    while (left > 0) {
      const first = this.#waiting[0];
      if (first === undefined) break;
      const count = Math.min(left, first[1]);
      if (now - first[0] > limit) late += count;
      left -= count;
      first[1] -= count;
      if (first[1] <= 1e-9) this.#waiting.shift();
    }
    if (this.#waiting.length > WAITING_MAX) this.#merge();
    return late;
  }

  toModel(): QueueTwinModel {
    return { waiting: this.#waiting.map(([t, count]) => [t, count]) };
  }

  #merge(): void {
    const [first, second] = this.#waiting;
    if (first === undefined || second === undefined) return;
    this.#waiting.splice(0, 2, [second[0], first[1] + second[1]]);
  }
}
