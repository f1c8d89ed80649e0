/** The most items remembered; a forgotten one begins anew. */
const REMEMBERED_MAX = 10_000;

/**
 * How often items have gone round without a counted attempt in this process. For a step the dispatch number tells that,
 * but a lane's dispatch number covers all its items.
 */
export class ItemRounds {
  readonly #rounds = new Map<string, number>();

  of(unit: string, item: number): number {
    return this.#rounds.get(`${unit} ${item}`) ?? 0;
  }

  count(unit: string, item: number): void {
    const key = `${unit} ${item}`;
    const rounds = this.#rounds.get(key) ?? 0;
    this.#rounds.delete(key);
    this.#rounds.set(key, rounds + 1);
    if (this.#rounds.size <= REMEMBERED_MAX) return;
    const oldest = this.#rounds.keys().next();
    if (!oldest.done) this.#rounds.delete(oldest.value);
  }
}
