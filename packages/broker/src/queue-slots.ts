/**
 * How queues are spread over a Cluster: each in a hash slot of its own, so that a script finds all keys of its queue on
 * one node. Elsewhere there is one slot, so to speak, and one pipeline serves all queues.
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

  /** Has `handle` do as many items at a time as one pipeline may carry, all groups at once; results in the items' order. */
  async handleBySlot<T extends { readonly agent: string }, R>(
    items: readonly T[],
    handle: (group: readonly T[]) => Promise<readonly R[]>,
  ): Promise<readonly R[]> {
    if (!this.#isSpread || items.length === 0) return handle(items);
    const results = new Map<T, R>();
    const groups = [...Map.groupBy(items, ({ agent }) => agent).values()];
    const handled = await Promise.all(groups.map(handle));
    for (const [g, group] of groups.entries()) {
      for (const [i, item] of group.entries()) results.set(item, handled[g]?.[i] as R);
    }
    return items.map((item) => results.get(item) as R);
  }
}
