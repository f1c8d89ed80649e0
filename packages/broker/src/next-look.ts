/**
 * Leaves a look at a queue out. BullMQ's worker fetches until its queue is empty or its slots are full, and begins none of the jobs before:
 * a job that comes to an idle queue would be begun a round trip late. After the job that ended a wait, the next fetch is
 * answered at once that there is none. So the worker begins the job, and waits again. That wait ends at once if there may be
 * more: on Redis the script that gives a job puts back the marker of its queue, for the first who waits for it; in PostgreSQL a
 * wait begins with the question whether a job waits.
 */
export class NextLook {
  #hasWaited = false;
  #isLeftOut = false;

  /** Called when a wait for jobs has ended. */
  noteWait(): void {
    this.#hasWaited = true;
    this.#isLeftOut = false;
  }

  /** @param answer to a fetch: the job, if there is one, and more */
  noteAnswer(answer: readonly unknown[]): void {
    const hasJob = typeof answer[0] === 'object' && answer[0] !== null;
    this.#isLeftOut = this.#hasWaited && hasJob;
    this.#hasWaited = false;
  }

  /** Whether the fetch that would be sent now is left out. */
  isLeftOut(): boolean {
    const isLeftOut = this.#isLeftOut;
    this.#isLeftOut = false;
    return isLeftOut;
  }
}
