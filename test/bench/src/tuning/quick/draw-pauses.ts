import { Draws } from '@ag06/test-tuning';

/** The machine stands for so long, seconds since the begin of a play. */
export interface Pause {
  readonly from: number;
  readonly to: number;
}

const [SHORTEST, LONGEST] = [0.5, 8];

/** So many pauses within a play, as many short ones as long ones: a machine that is moved, or gives others its time. */
export function drawPauses(count: number, seconds: number, seed: number): readonly Pause[] {
  const draws = new Draws(seed * 13 + 3);
  return Array.from({ length: count }, () => {
    const lasts = SHORTEST * (LONGEST / SHORTEST) ** draws.uniform();
    const from = draws.between(0, seconds - lasts);
    return { from, to: from + lasts };
  }).sort((a, b) => a.from - b.from);
}
