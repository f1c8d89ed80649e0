import { type Failure, FailureView, ITEMS_PER_CHUNK, type Json } from '@ag06/contracts';
import type { CollectedItems, HeldItem } from '../decide/decision.ts';
import { utf8Length } from '../utf8-length.ts';
import { ReplayedOutputs } from './replayed-outputs.ts';
import { LIST_MAX } from './replayed-values.ts';

/** How many failures the error of the step lists. */
const ERRORS_MAX = 100;

/**
 * The items of one step: their values, and their outcomes as far as expressions read them. The outputs are at most as large as
 * those of a step may be; what is larger fails the step, and is not kept.
 */
export class ReplayedList {
  readonly chunks: readonly string[];
  readonly #keepsOutputs: boolean;
  readonly #outputs = new ReplayedOutputs();
  readonly #failures = new Map<number, Failure>();
  #size = 0;
  /** Whether an output is not in the log, because it is too large for one. */
  #isUnknown = false;

  constructor(chunks: readonly string[], keepsOutputs: boolean) {
    this.chunks = chunks;
    this.#keepsOutputs = keepsOutputs;
  }

  /** An item as its lane holds it; undefined for a number that the list does not have. */
  hold(index: number): HeldItem | undefined {
    const value = this.chunks[Math.floor(index / ITEMS_PER_CHUNK)]?.split('\n')[index % ITEMS_PER_CHUNK];
    return value === undefined ? undefined : { index, value };
  }

  /** Whether an output of so many bytes is of use: outputs are read, and all of them together are not too large. */
  hasRoomFor(bytes: number): boolean {
    return this.#keepsOutputs && !this.#isUnknown && this.#size + bytes < LIST_MAX;
  }

  get isUnknown(): boolean {
    return this.#isUnknown;
  }

  /** @param output undefined if the log does not have it */
  complete(item: number, output: Json | undefined): void {
    this.#failures.delete(item);
    if (output === undefined) {
      this.#isUnknown = true;
      return;
    }
    const text = JSON.stringify(output);
    this.#size += utf8Length(text) + 1;
    if (this.#keepsOutputs && this.#size <= LIST_MAX) this.#outputs.complete(item, text);
  }

  fail(item: number, failure: Failure | undefined): void {
    this.#size += 5;
    if (this.#keepsOutputs) this.#outputs.fail(item);
    if (failure !== undefined && this.#keepsOutputs) this.#failures.set(item, failure);
  }

  /** The outcomes of all items, of which so many failed. */
  collect(failed: number): CollectedItems {
    if (this.#size + 1 > LIST_MAX) return { status: 'too-large' };
    const first = [...this.#failures].sort(([a], [b]) => a - b).slice(0, ERRORS_MAX);
    const errors = first.map(([, failure]) => FailureView.parse(failure));
    return { status: 'collected', output: this.#outputs.toText(), failed, errors };
  }
}
