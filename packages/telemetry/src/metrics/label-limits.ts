/** The label value for all values beyond the limit. */
export const OTHER = 'other';

/** The most distinct values of a label in one metric, in the order of their appearance. */
const LIMITS: Readonly<Record<string, number>> = { agent: 500, queue: 500, workflow: 200 };
const DEFAULT_LIMIT = 100;
const VALUE_LENGTH_MAX = 128;

export const limitOf = (label: string): number => LIMITS[label] ?? DEFAULT_LIMIT;

/** Keeps the first values of a label and merges all others, so that memory and series are bounded. */
export class LabelLimiter {
  readonly #limit: number;
  readonly #known = new Set<string>();

  constructor(label: string) {
    this.#limit = limitOf(label);
  }

  /** Returns the value to count under: itself, or `other`. */
  fold(value: string): string {
    const short = value.length > VALUE_LENGTH_MAX ? value.slice(0, VALUE_LENGTH_MAX) : value;
    if (this.#known.has(short)) return short;
    if (this.#known.size >= this.#limit) return OTHER;
    this.#known.add(short);
    return short;
  }
}
