/** How many attempts of each agent run in this worker now. */
export class Inflight {
  readonly #running = new Map<string, number>();

  of(agent: string): number {
    return this.#running.get(agent) ?? 0;
  }

  /** Counts one more. Returns how many run now. */
  enter(agent: string): number {
    const running = this.of(agent) + 1;
    this.#running.set(agent, running);
    return running;
  }

  leave(agent: string): void {
    this.#running.set(agent, this.of(agent) - 1);
  }
}
