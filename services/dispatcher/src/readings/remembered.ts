interface Answer<V> {
  readonly askedAt: number;
  readonly value: Promise<V>;
}

/**
 * Answers to a question about each of some keys, which several askers share: one that was asked for at most `forMs` ago is not asked
 * for again. A failure is not remembered.
 */
export class Remembered<K, V> {
  readonly #ask: (keys: readonly K[]) => Promise<ReadonlyMap<K, V>>;
  readonly #forMs: number;
  readonly #answers = new Map<K, Answer<V | undefined>>();

  constructor(forMs: number, ask: (keys: readonly K[]) => Promise<ReadonlyMap<K, V>>) {
    this.#ask = ask;
    this.#forMs = forMs;
  }

  /** Returns the values of these keys; a key without an answer is left out. Asks one question for all that are not known. */
  async get(keys: readonly K[]): Promise<ReadonlyMap<K, V>> {
    const now = performance.now();
    for (const [key, { askedAt }] of this.#answers)
      if (now - askedAt > this.#forMs) this.#answers.delete(key);
    const missing = keys.filter((key) => !this.#answers.has(key));
    if (missing.length > 0) this.#askFor(missing, now);
    const found = keys.map(async (key) => [key, await this.#answers.get(key)?.value] as const);
    return new Map(
      (await Promise.all(found)).flatMap(([key, value]) => (value === undefined ? [] : [[key, value]])),
    );
  }

  #askFor(keys: readonly K[], askedAt: number): void {
    const asked = this.#ask(keys);
    for (const key of keys) {
      const value = asked.then((values) => values.get(key));
      this.#answers.set(key, { askedAt, value });
      value.catch(() => {
        if (this.#answers.get(key)?.value === value) this.#answers.delete(key);
      });
    }
  }
}
