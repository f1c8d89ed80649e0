import { type Replay, replayQueue } from './replay-queue.ts';

/** An ageing, and what it would have brought. */
interface Scored {
  /** Seconds of setback for each level; null is strict priority. */
  readonly ageing: number | null;
  readonly value: number;
}

const CANDIDATES = 16;
/** The service may be a little slower or faster in the next overload. */
const SLOWNESS = [0.95, 1, 1.05];
/** Of the value: what a change has to gain. */
const GAIN_MIN = 0.01;
/** Of the gain: the boldest of several that look alike fails in the next, heavier overload. */
const GAIN_KEPT = 0.85;

/**
 * Returns the ageing that would have brought the most in a recorded overload, in seconds; the current one if no other would
 * have brought clearly more. Of those that gain most of what can be gained, it takes the one nearest to strict
 * priority.
 */
export function chooseAgeing(
  replay: Omit<Replay, 'slowness'>,
  current: number | null,
): { readonly ageing: number | null; readonly gain: number } {
  const score = (ageing: number | null): Scored => ({
    ageing,
    value:
      SLOWNESS.reduce((sum, slowness) => sum + replayQueue({ ...replay, slowness }, ageing), 0) /
      SLOWNESS.length,
  });
  const base = score(current).value;
  const scored = toCandidates(replay.jobs).map(score);
  const gainOf = ({ value }: Scored): number => value - base;
  const most = Math.max(0, ...scored.map(gainOf));
  if (most <= GAIN_MIN * Math.abs(base)) return { ageing: current, gain: 0 };
  const chosen = scored.findLast((one) => gainOf(one) >= GAIN_KEPT * most);
  return { ageing: chosen?.ageing ?? null, gain: most / Math.abs(base) };
}

/** Sixteenths of the longest deadline, in order, and strict priority. */
function toCandidates(jobs: Replay['jobs']): readonly (number | null)[] {
  let longest = 0;
  for (const { kind } of jobs)
    if (kind.deadlineS > longest && kind.deadlineS < Number.POSITIVE_INFINITY) longest = kind.deadlineS;
  return [...Array.from({ length: CANDIDATES + 1 }, (_, i) => (i * longest) / CANDIDATES), null];
}
