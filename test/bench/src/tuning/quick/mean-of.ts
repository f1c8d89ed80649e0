/** Of values that chance makes differ. */
export interface Mean {
  readonly mean: number;
  /** The mean lies within so much of the true one, with 95 %; 0 of fewer than two values. */
  readonly error: number;
  readonly least: number;
}

/** Of a normal distribution. */
const Z = 1.96;

export function meanOf(values: readonly number[]): Mean {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  const error = values.length < 2 ? 0 : Z * Math.sqrt(squares / (values.length - 1) / values.length);
  return { mean, error, least: Math.min(...values) };
}
