/** Items that are remembered; one that was forgotten begins anew. */
const REMEMBERED_MAX = 10_000;

/**
 * How often items have gone round unspent in this process. A step's job tells its rounds by its number; that of a lane
 * counts all that ever became of the lane, whatever item it had in hand.
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
