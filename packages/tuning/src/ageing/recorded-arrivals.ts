import { z } from 'zod';
import type { ObservedArrival, ObservedPriority, ObservedSize } from '../observation.ts';

const Name = z.union([z.string(), z.number()]);

export const RecordedArrivalsModel = z.strictObject({
  /** Priority and size of each kind. */
  kinds: z.array(z.tuple([Name, Name])),
  /** Milliseconds after the arrival before; the first after the epoch. */
  gapsMs: z.array(z.int()),
  /** The index of its kind. */
  kindOf: z.array(z.int().min(0)),
});
export type RecordedArrivalsModel = z.infer<typeof RecordedArrivalsModel>;

const KEPT = 4_000;
const KINDS_MAX = 64;

/** The latest arrivals, 4,000 at most, in a form that is small as JSON. Of more than 64 kinds, further ones are left out. */
export class RecordedArrivals {
  readonly #kinds: [ObservedPriority, ObservedSize][];
  #atMs: number[] = [];
  #kindOf: number[];

  constructor(model?: RecordedArrivalsModel) {
    this.#kinds = (model?.kinds ?? []).map(([priority, size]) => [priority, size]);
    this.#kindOf = [...(model?.kindOf ?? [])];
    let at = 0;
    for (const gap of model?.gapsMs ?? []) {
      at += gap;
      this.#atMs.push(at);
    }
  }

  get count(): number {
    return this.#atMs.length;
  }

  add({ t, priority, size }: ObservedArrival): void {
    const kind = this.#toKind(priority, size);
    if (kind === undefined) return;
    this.#atMs.push(Math.round(t * 1_000));
    this.#kindOf.push(kind);
  }

  /** Forgets what came before, and the oldest of too many. */
  trim(from: number): void {
    const recent = this.#atMs.findIndex((at) => at > from * 1_000);
    const first = Math.max(recent < 0 ? this.count : recent, this.count - KEPT);
    if (first <= 0) return;
    this.#atMs = this.#atMs.slice(first);
    this.#kindOf = this.#kindOf.slice(first);
  }

  /** In the order of their reports. */
  list(): readonly ObservedArrival[] {
    return this.#atMs.flatMap((at, i) => {
      const kind = this.#kinds[this.#kindOf[i] ?? 0];
      return kind === undefined ? [] : [{ t: at / 1_000, priority: kind[0], size: kind[1] }];
    });
  }

  toModel(): RecordedArrivalsModel {
    return {
      kinds: this.#kinds.map(([priority, size]) => [priority, size]),
      gapsMs: this.#atMs.map((at, i) => at - (this.#atMs[i - 1] ?? 0)),
      kindOf: [...this.#kindOf],
    };
  }

  #toKind(priority: ObservedPriority, size: ObservedSize): number | undefined {
    const known = this.#kinds.findIndex(([p, s]) => p === priority && s === size);
    if (known >= 0) return known;
    if (this.#kinds.length >= KINDS_MAX) return undefined;
    return this.#kinds.push([priority, size]) - 1;
  }
}
