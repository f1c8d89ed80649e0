import { type Replay, replayQueue } from './replay-queue.ts';

/** What an overload was like: all that is the same in each of its replays. */
type Overload = Omit<Replay, 'slowness'>;

interface ChosenAgeing {
  /** Seconds of setback for each level; null is strict priority, and undefined what a fleet does by itself. */
  readonly ageing: number | null | undefined;
  /** Beside the current one, as a share of its value. */
  readonly gain: number;
}

const CANDIDATES = 16;
/** The service may be a little slower or faster in the next overload. */
const SLOWNESS = [0.95, 1, 1.05];
/** Of the value: what a change has to gain. */
const GAIN_MIN = 0.01;
/** Of the gain: the boldest of several that look alike fails in the next, heavier overload. */
const GAIN_KEPT = 0.85;

/**
 * Replays an overload a few times more. Each ageing is replayed three times, the current one first.
 *
 * @param values of the replays so far; they are added to
 * @param jobsMax stops after so many replayed jobs, and after one replay at least
 * @returns the ageing that would have brought the most; the current one if no other would have brought clearly more; undefined
 *   if there are replays left. Of those that gain most of what can be gained, it takes the one nearest to strict priority.
 */
export function chooseAgeing(
  overload: Overload,
  current: number | null | undefined,
  values: number[],
  jobsMax: number,
): ChosenAgeing | undefined {
  const ageings = [current, ...toCandidates(overload.jobs)];
  const all = ageings.length * SLOWNESS.length;
  for (let jobs = 0; values.length < all && jobs < jobsMax; jobs += Math.max(1, overload.jobs.length)) {
    const ageing = ageings[Math.floor(values.length / SLOWNESS.length)];
    const slowness = SLOWNESS[values.length % SLOWNESS.length] ?? 1;
    values.push(replayQueue({ ...overload, slowness }, ageing));
  }
  if (values.length < all) return undefined;
  const [base = 0, ...scores] = ageings.map((_, i) =>
    mean(values.slice(i * SLOWNESS.length, (i + 1) * SLOWNESS.length)),
  );
  const most = Math.max(0, ...scores.map((score) => score - base));
  if (most <= GAIN_MIN * Math.abs(base)) return { ageing: current, gain: 0 };
  const chosen = scores.findLastIndex((score) => score - base >= GAIN_KEPT * most);
  return { ageing: ageings[chosen + 1], gain: most / Math.abs(base) };
}

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

/** Sixteenths of the longest deadline, in order, and strict priority. */
function toCandidates(jobs: Replay['jobs']): readonly (number | null)[] {
  let longest = 0;
  for (const { kind } of jobs)
    if (kind.deadlineS > longest && kind.deadlineS < Number.POSITIVE_INFINITY) longest = kind.deadlineS;
  return [...Array.from({ length: CANDIDATES + 1 }, (_, i) => (i * longest) / CANDIDATES), null];
}
