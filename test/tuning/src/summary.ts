import type { Score } from './score.ts';

/** Of all seeds of one plant. Shares are percentages. */
export interface Summary {
  readonly runs: number;
  readonly whole: number;
  readonly last: number;
  readonly least: number;
  readonly ofStatic: number;
  readonly breaches: number;
  /** Of the true share of breaching runs, with 95 %. */
  readonly breachInterval: readonly [low: number, high: number];
  readonly crashes: number;
  /** The longest, seconds; undefined where nothing changes. */
  readonly recovery: number | undefined;
}

export function summarise(scores: readonly Score[]): Summary {
  const mean = (of: (score: Score) => number): number =>
    (100 * scores.reduce((sum, score) => sum + of(score), 0)) / scores.length;
  const breaches = scores.filter(({ isBreach }) => isBreach).length;
  const recoveries = scores.flatMap((score) => score.recoveries);
  return {
    runs: scores.length,
    whole: mean(({ whole }) => whole),
    last: mean(({ last }) => last),
    least: 100 * Math.min(...scores.map(({ whole }) => whole)),
    ofStatic: mean(({ ofStatic }) => ofStatic),
    breaches,
    breachInterval: wilson(breaches, scores.length),
    crashes: scores.reduce((sum, { crashes }) => sum + crashes, 0),
    recovery: recoveries.length === 0 ? undefined : Math.max(...recoveries),
  };
}

const Z = 1.96;

/** The interval of a share, in percent (Wilson, JASA 1927). */
export function wilson(count: number, runs: number): readonly [number, number] {
  const share = count / runs;
  const centre = share + Z ** 2 / (2 * runs);
  const spread = Z * Math.sqrt((share * (1 - share)) / runs + (Z / (2 * runs)) ** 2);
  const norm = 1 + Z ** 2 / runs;
  return [(100 * Math.max(0, centre - spread)) / norm, (100 * (centre + spread)) / norm];
}
