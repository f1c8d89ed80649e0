import type { Bar, TimelineRow } from './fold-attempts.ts';

/** The most lanes of one step. */
export const LANES_MAX = 8;

/** A bar in its lane. */
export interface PlacedBar {
  readonly bar: Bar;
  /** From when on its wait is drawn: while another bar is in the lane, it is not. Milliseconds since 1970. */
  readonly waitFrom: number;
}

/** One line of the timeline: some attempts of a step, none at the same time as another; or what is left out of it. */
export type TimelineLine =
  | { readonly is: 'lane'; readonly step: string; readonly lane: number; readonly bars: readonly PlacedBar[] }
  | { readonly is: 'rest'; readonly step: string; readonly drawn: number; readonly left: number };

/**
 * Returns the lines of the timeline. Attempts of one step that ran at the same time, such as those of its items, lie in lanes of their
 * own, of which there are at most `LANES_MAX`; what has no place in them is counted in a line below.
 */
export function toLines(rows: readonly TimelineRow[]): readonly TimelineLine[] {
  return rows.flatMap(({ step, bars, left }) => {
    const lanes = placeBars(bars);
    const drawn = lanes.reduce((sum, lane) => sum + lane.length, 0);
    const rest = left + bars.length - drawn;
    const lines = lanes.map((of, lane): TimelineLine => ({ is: 'lane', step, lane, bars: of }));
    return rest === 0 ? lines : [...lines, { is: 'rest', step, drawn, left: rest } as const];
  });
}

/** Puts each bar, in the order of their starts, into the first lane that is free by then. */
function placeBars(bars: readonly Bar[]): readonly (readonly PlacedBar[])[] {
  const lanes: PlacedBar[][] = [];
  const ends: number[] = [];
  for (const bar of bars) {
    const free = ends.findIndex((end) => end <= bar.startedAt);
    const lane = free < 0 ? lanes.length : free;
    if (lane >= LANES_MAX) continue;
    const placed = { bar, waitFrom: Math.max(bar.dueAt, ends[lane] ?? bar.dueAt) };
    const own = lanes[lane] ?? [];
    own.push(placed);
    lanes[lane] = own;
    ends[lane] = bar.endedAt ?? Number.POSITIVE_INFINITY;
  }
  return lanes;
}
