/** Lets work of this process happen one after the other, in the order in which it asked. */
export class Turns {
  #last: Promise<unknown> = Promise.resolve();

  /** Settles as the work does, once everything that asked before has ended. */
  take<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#last.then(work);
    this.#last = turn.catch(() => {});
    return turn;
  }
}
