import type { WorkTotal } from './work-totals.ts';

/** Sums at one reading. */
interface RateReading extends WorkTotal {
  /** Milliseconds. */
  readonly at: number;
  /** Attempts that wait or run. */
  readonly backlog: number;
}

export interface Rates {
  readonly arrivalsPerSec: number;
  readonly completionsPerSec: number;
  readonly trendPerSec: number;
  /** Undefined if no attempt ended. */
  readonly serviceMs: number | undefined;
}

/** Workers report every 5 s: a shorter step would have none of a worker's reports, or two. */
const STEP_MS = 5_000;
const STEPS_OF_LEVEL = 6;
const STEPS_OF_TREND = 12;
/** Standard errors of the slope that are no chance. */
const SIGNIFICANT = 2.5;

/** Rates of one agent, from sums at successive readings. */
export class RateWindow {
  /** At least `STEP_MS` apart, the last one apart: it is the latest. */
  #steps: readonly RateReading[] = [];
  #latest: RateReading | undefined;

  take(reading: RateReading): void {
    const last = this.#steps.at(-1);
    if (last === undefined || reading.at >= last.at + STEP_MS)
      this.#steps = [...this.#steps, reading].slice(-(STEPS_OF_TREND + 1));
    this.#latest = reading;
  }

  /** Undefined before two readings. */
  read(): Rates | undefined {
    const latest = this.#latest;
    const from = this.#steps.at(-1 - STEPS_OF_LEVEL) ?? this.#steps[0];
    if (latest === undefined || from === undefined || latest.at <= from.at) return undefined;
    const seconds = (latest.at - from.at) / 1_000;
    const ended = latest.ended - from.ended;
    return {
      arrivalsPerSec: toArrivals(from, latest) / seconds,
      completionsPerSec: ended / seconds,
      trendPerSec: this.#trend(),
      serviceMs: ended > 0 ? (latest.busyMs - from.busyMs) / ended : undefined,
    };
  }

  /** The slope of a straight line through the arrivals of the steps (least squares); 0 if it may be chance. */
  #trend(): number {
    const points = this.#steps.slice(1).map((step, i) => {
      const before = this.#steps[i] ?? step;
      const seconds = (step.at - before.at) / 1_000;
      return { x: step.at / 1_000, y: toArrivals(before, step) / seconds };
    });
    const n = points.length;
    if (n < STEPS_OF_TREND) return 0;
    const meanX = points.reduce((sum, { x }) => sum + x, 0) / n;
    const meanY = points.reduce((sum, { y }) => sum + y, 0) / n;
    const xx = points.reduce((sum, { x }) => sum + (x - meanX) ** 2, 0);
    const slope = points.reduce((sum, { x, y }) => sum + (x - meanX) * (y - meanY), 0) / xx;
    const rest = points.reduce((sum, { x, y }) => sum + (y - meanY - slope * (x - meanX)) ** 2, 0);
    return Math.abs(slope) > SIGNIFICANT * Math.sqrt(rest / (n - 2) / xx) ? slope : 0;
  }
}

/** What came is what ended, and what the backlog grew by. A worker that died takes both away: then it is 0. */
const toArrivals = (from: RateReading, to: RateReading): number =>
  Math.max(0, to.ended - from.ended + to.backlog - from.backlog);
