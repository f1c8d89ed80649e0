/** What all values beyond the limit of a label are counted under. */
export const OTHER = 'other';

/** Distinct values of a label in one metric; the first ones to come have them. */
const LIMITS: Readonly<Record<string, number>> = { agent: 500, queue: 500, workflow: 200 };
const DEFAULT_LIMIT = 100;
const VALUE_LENGTH_MAX = 128;

export const limitOf = (label: string): number => LIMITS[label] ?? DEFAULT_LIMIT;

/** Lets the first values of a label through as they are, and makes all others one: memory and series have a bound. */
export class LabelLimiter {
  readonly #limit: number;
  readonly #known = new Set<string>();

  constructor(label: string) {
    this.#limit = limitOf(label);
  }

  /** The value to count under: itself, or `other`. */
  fold(value: string): string {
    const short = value.length > VALUE_LENGTH_MAX ? value.slice(0, VALUE_LENGTH_MAX) : value;
    if (this.#known.has(short)) return short;
    if (this.#known.size >= this.#limit) return OTHER;
    this.#known.add(short);
    return short;
  }
}
