/**
 * How queues are spread over a Cluster: each in a hash slot of its own, so that a script finds all keys of its queue on
 * one node. Elsewhere there is a single group, and one pipeline serves all queues.
 */
export class QueueSlots {
  readonly #isSpread: boolean;
  readonly #prefix: string;

  constructor(isSpread: boolean, prefix: string) {
    this.#isSpread = isSpread;
    this.#prefix = prefix;
  }

  /** BullMQ's prefix of one queue's keys; `<queue>` gives the rule. */
  prefixOf(queue: string): string {
    return this.#isSpread ? `{${this.#prefix}:${queue}}` : this.#prefix;
  }

  /** Calls `handle` with as many items as one pipeline may carry, for all groups at once. Returns results in order. */
  async handleBySlot<T extends { readonly agent: string }, R>(
    items: readonly T[],
    handle: (group: readonly T[]) => Promise<readonly R[]>,
  ): Promise<readonly R[]> {
    if (!this.#isSpread || items.length === 0) return handle(items);
    const groups = Map.groupBy(items, ({ agent }) => agent);
    const handled = new Map<string, Iterator<R>>();
    await Promise.all(
      [...groups].map(async ([agent, group]) => handled.set(agent, (await handle(group)).values())),
    );
    // Each group has kept the items' order.
    return items.flatMap(({ agent }) => {
      const next = handled.get(agent)?.next();
      return next === undefined || next.done ? [] : [next.value];
    });
  }
}
