/** How many attempts of each agent run in this worker at this moment. */
export class Inflight {
  readonly #running = new Map<string, number>();

  of(agent: string): number {
    return this.#running.get(agent) ?? 0;
  }

  /** One more begins; how many run now. */
  enter(agent: string): number {
    const running = this.of(agent) + 1;
    this.#running.set(agent, running);
    return running;
  }

  leave(agent: string): void {
    this.#running.set(agent, this.of(agent) - 1);
  }
}
