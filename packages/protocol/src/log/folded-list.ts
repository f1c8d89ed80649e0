import type { RunEvent } from '@ag06/contracts';
import { FoldedUnit } from './folded-unit.ts';
import { readNumber } from './read-detail.ts';
import type { ShownItems } from './shown-run.ts';

/** The items of a step. It remembers those in hand alone, so its size is the number of lanes. */
export class FoldedList implements ShownItems {
  total = 0;
  left = 0;
  failed = 0;
  readonly inHand = new Map<number, FoldedUnit>();
  /** Lanes that take items on their own, without an event; undefined where workers take them. */
  #lanes: number | undefined;
  /** Items in hand of which no event has told. */
  untold = 0;

  copy(): FoldedList {
    const copy = Object.assign(new FoldedList(), { total: this.total, left: this.left, failed: this.failed });
    for (const [item, unit] of this.inHand) copy.inHand.set(item, unit.copy());
    copy.#lanes = this.#lanes;
    copy.untold = this.untold;
    return copy;
  }

  /** The lanes of the step begin: with all items, or after a retry of the run with those that are left. */
  begin(event: RunEvent, isFirst: boolean): void {
    if (isFirst) {
      this.total = readNumber(event, 'items') ?? 0;
      this.left = this.total;
    }
    this.#lanes = readNumber(event, 'lanes');
    this.inHand.clear();
    this.refill();
  }

  /** Its lanes take the next items, if they do so on their own. */
  refill(): void {
    if (this.#lanes !== undefined)
      this.untold = Math.max(0, Math.min(this.#lanes, this.left) - this.inHand.size);
  }

  /** Adds an event about an item. Returns whether it has its outcome now. */
  add(item: number, does: string, event: RunEvent): boolean {
    const unit = this.#take(item);
    if (!unit.add(does, event)) {
      if (does === 'cancelled') this.inHand.delete(item);
      return false;
    }
    this.inHand.delete(item);
    this.left--;
    if (does !== 'completed') this.failed++;
    return true;
  }

  #take(item: number): FoldedUnit {
    let unit = this.inHand.get(item);
    if (unit === undefined) {
      unit = new FoldedUnit();
      this.inHand.set(item, unit);
      this.untold = Math.max(0, this.untold - 1);
    }
    return unit;
  }

  /** The run ended around it. */
  drop(): void {
    this.inHand.clear();
    this.untold = 0;
  }

  /** The run is retried: what failed is to be done again. */
  leaveFailed(): void {
    this.left += this.failed;
    this.failed = 0;
  }
}
