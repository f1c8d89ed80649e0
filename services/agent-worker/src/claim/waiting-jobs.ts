/**
 * The jobs in hand that hold no slot, because a finished result of theirs waits for the store. A consumer takes as many more
 * jobs as it has of these, so that somebody uses the slots that they gave back.
 */
export class WaitingJobs {
  readonly #counts = new Map<string, number>();
  readonly #changed = new Set<string>();
  readonly #onChange: (agent: string) => void;

  /** `onChange` is called once for all changes of an agent that come at the same time. */
  constructor(onChange: (agent: string) => void) {
    this.#onChange = onChange;
  }

  of(agent: string): number {
    return this.#counts.get(agent) ?? 0;
  }

  /** A job of this agent waits. Returns the function that ends it. */
  enter(agent: string): () => void {
    this.#add(agent, 1);
    let isIn = true;
    return () => {
      if (isIn) this.#add(agent, -1);
      isIn = false;
    };
  }

  #add(agent: string, change: number): void {
    this.#counts.set(agent, this.of(agent) + change);
    if (this.#changed.size === 0) queueMicrotask(() => this.#tell());
    this.#changed.add(agent);
  }

  #tell(): void {
    const agents = [...this.#changed];
    this.#changed.clear();
    for (const agent of agents) this.#onChange(agent);
  }
}
