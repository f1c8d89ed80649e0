import type { MinuteFiguresView } from '@ag06/client';
import { formatCount, formatDuration, formatNoun } from '../parts/format.ts';

const MINUTE_MS = 60_000;
/** Minutes of a chart. */
const MINUTES = 60;
/** A minute in the box of a chart, and the gap to the next one. */
const SLOT = 6;
const GAP = 1;
export const HOUR_WIDTH = MINUTES * SLOT;
export const HOUR_HEIGHT = 72;

/** The last hour as two charts, each as paths in a box of `HOUR_WIDTH` by `HOUR_HEIGHT` and a sentence that says the same. */
export interface Hour {
  readonly throughput: { readonly sentence: string; readonly succeeded: string; readonly failed: string };
  readonly wait: { readonly sentence: string; readonly line: string };
  /** The newest first. */
  readonly rows: readonly HourRow[];
  /** How many minutes of the hour have no figures. */
  readonly without: number;
  /** When the newest minute with figures ended, as text. What ended since is counted in no chart yet. */
  readonly until: string;
}

/** What a minute had, as text. */
interface HourRow {
  /** Hour and minute of its begin, UTC. */
  readonly time: string;
  readonly attempts: string;
  readonly failed: string;
  readonly wait: string;
  readonly duration: string;
}

/** A minute, and where it stands in the hour: 0 is the oldest. */
interface Placed {
  readonly slot: number;
  readonly minute: MinuteFiguresView;
  readonly failed: number;
}

/**
 * Returns the charts of the hour before the minute of `now` (milliseconds since 1970); undefined if nothing of it is told. Minutes
 * without figures are gaps: neither a bar of zero, nor a line over them.
 */
export function toHour(items: readonly MinuteFiguresView[], now: number): Hour | undefined {
  const first = Math.floor(now / MINUTE_MS) - MINUTES;
  const placed = items
    .map((minute) => ({
      minute,
      slot: Math.floor(Date.parse(minute.at) / MINUTE_MS) - first,
      failed: countFailed(minute),
    }))
    .filter(({ slot }) => slot >= 0 && slot < MINUTES);
  if (placed.length === 0) return undefined;
  return {
    throughput: toThroughput(placed),
    wait: toWait(placed),
    rows: placed.map(toRow).reverse(),
    without: MINUTES - placed.length,
    until: toUntil(placed),
  };
}

const countFailed = ({ outcomes }: MinuteFiguresView): number =>
  outcomes.error + outcomes.timeout + outcomes['429'] + outcomes.oom;

function toThroughput(placed: readonly Placed[]): Hour['throughput'] {
  const counts = placed.map(({ minute }) => minute.attempts);
  const most = Math.max(...counts);
  const heightOf = (count: number) => (count / most) * HOUR_HEIGHT;
  const bars = placed.map(({ slot, minute, failed }) => {
    const [top, bottom] = [
      HOUR_HEIGHT - heightOf(minute.attempts),
      HOUR_HEIGHT - heightOf(minute.attempts - failed),
    ];
    return { succeeded: toBar(slot, bottom, HOUR_HEIGHT), failed: toBar(slot, top, bottom) };
  });
  const failed = placed.reduce((sum, one) => sum + one.failed, 0);
  const when = placed.find(({ minute }) => minute.attempts === most);
  const range = toRange(formatCount(Math.min(...counts)), formatCount(most));
  return {
    sentence: `${range} attempts a minute, the most at ${timeOf(when)}; ${failed === 0 ? 'none' : formatCount(failed)} failed`,
    succeeded: bars.map((bar) => bar.succeeded).join(''),
    failed: bars.map((bar) => bar.failed).join(''),
  };
}

/** A bar between two heights; nothing if it has none. */
const toBar = (slot: number, top: number, bottom: number): string =>
  top >= bottom ? '' : `M${slot * SLOT} ${round(bottom)}V${round(top)}h${SLOT - GAP}V${round(bottom)}z`;

function toWait(placed: readonly Placed[]): Hour['wait'] {
  const points = placed.flatMap((one) =>
    one.minute.wait.p95Ms === null ? [] : [{ ...one, p95Ms: one.minute.wait.p95Ms }],
  );
  if (points.length === 0) return { sentence: 'No wait was measured', line: '' };
  const waits = points.map(({ p95Ms }) => p95Ms);
  const most = Math.max(...waits);
  const line = points.map(({ slot, p95Ms }, i) => {
    const y = round(HOUR_HEIGHT - (most === 0 ? 0 : p95Ms / most) * HOUR_HEIGHT);
    const x = slot * SLOT + (SLOT - GAP) / 2;
    // A minute without a neighbour is a dot: a line of no length with round ends.
    return points[i - 1]?.slot === slot - 1 ? `L${x} ${y}` : `M${x} ${y}h0`;
  });
  const when = points.find(({ p95Ms }) => p95Ms === most);
  const range = toRange(formatDuration(Math.min(...waits)), formatDuration(most));
  return {
    sentence: `${range} until 95 % of attempts began, the longest at ${timeOf(when)}`,
    line: line.join(''),
  };
}

function toUntil(placed: readonly Placed[]): string {
  const begins = placed.map(({ minute }) => Date.parse(minute.at));
  return `${new Date(Math.max(...begins) + MINUTE_MS).toISOString().slice(11, 16)} UTC`;
}

const toRange = (least: string, most: string): string => (least === most ? most : `${least} to ${most}`);

const timeOf = (placed: Placed | undefined): string => `${placed?.minute.at.slice(11, 16)} UTC`;

function toRow({ minute: { at, attempts, wait, duration }, failed }: Placed): HourRow {
  return {
    time: at.slice(11, 16),
    attempts: formatCount(attempts),
    failed: formatCount(failed),
    wait: toTime(wait.p95Ms),
    duration: toTime(duration.p95Ms),
  };
}

const toTime = (ms: number | null): string => (ms === null ? '–' : formatDuration(ms));

const round = (value: number): number => Math.round(value * 10) / 10;

/** Says how much of the hour has no figures. Undefined: all of it has. */
export const tellGaps = ({ without }: Hour): string | undefined =>
  without === 0
    ? undefined
    : `${formatNoun(without, 'minute')} of the hour ${without === 1 ? 'has' : 'have'} none: nothing ended, or nobody counted.`;
