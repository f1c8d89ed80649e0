import type { MeasuredJob } from './measured-jobs.ts';
import type { Recording } from './recording.ts';
import type { Arrival } from './replay/replay-fleet.ts';

/** Jobs of a part of the recorded time, which are drawn together. */
export interface Block {
  readonly lengthMs: number;
  readonly jobs: readonly MeasuredJob[];
  /** In the order of `jobs`, in the time of the block. */
  readonly arrivals: readonly Arrival[];
}

/** So many, if recorded time can be cut well. */
const BLOCKS = 20;

/**
 * Cuts recorded time into blocks that are as good as independent of each other: of at least a twentieth of it, and up to a
 * moment at which nothing waited, or of twice that. What the end of a job brought stays in its block.
 *
 * @param measured the jobs of the recording, in their order
 */
export function cutBlocks({ spans }: Recording, measured: readonly MeasuredJob[]): readonly Block[] {
  const leastMs = spans.reduce((sum, { from, to }) => sum + to - from, 0) / BLOCKS;
  const cuts = findCuts({ spans, jobs: measured.map(({ job }) => job) }, leastMs);
  const places = new Map<number, number>();
  const members: number[][] = cuts.map(() => []);
  let block = 0;
  measured.forEach(({ job }, i) => {
    while (cuts[block + 1] !== undefined && job.arrivedAt >= (cuts[block + 1]?.from ?? 0)) block++;
    const own = job.after === undefined ? block : (places.get(job.after) ?? block);
    places.set(i, own);
    members[own]?.push(i);
  });
  return cuts.map(({ from, to }, i) => toBlock(from, to, members[i] ?? [], measured));
}

interface Cut {
  readonly from: number;
  readonly to: number;
}

function findCuts({ spans, jobs }: Recording, leastMs: number): readonly Cut[] {
  let place = 0;
  return spans.flatMap(({ from, to }) => {
    const cuts: number[] = [from];
    let lastStart = 0;
    for (; place < jobs.length && (jobs[place]?.arrivedAt ?? to) < to; place++) {
      const job = jobs[place];
      if (job === undefined) break;
      const { arrivedAt, after, attempts } = job;
      const lengthMs = arrivedAt - (cuts.at(-1) ?? from);
      const isDue = lengthMs >= leastMs && (lastStart <= arrivedAt || lengthMs >= 2 * leastMs);
      if (after === undefined && isDue && to - arrivedAt >= leastMs / 2) cuts.push(arrivedAt);
      lastStart = Math.max(lastStart, attempts[0]?.startedAt ?? 0);
    }
    return cuts.map((cut, i) => ({ from: cut, to: cuts[i + 1] ?? to }));
  });
}

function toBlock(
  from: number,
  to: number,
  members: readonly number[],
  measured: readonly MeasuredJob[],
): Block {
  const places = new Map(members.map((member, i) => [member, i]));
  const jobs = members.flatMap((member) => measured[member] ?? []);
  const arrivals = jobs.map((one): Arrival => {
    const after = one.job.after === undefined ? undefined : places.get(one.job.after);
    return { measured: one, at: one.job.arrivedAt - from, ...(after !== undefined && { after }) };
  });
  return { lengthMs: to - from, jobs, arrivals };
}

/** Puts blocks one after the other. */
export function joinBlocks(blocks: readonly Block[]): {
  readonly arrivals: readonly Arrival[];
  readonly lengthMs: number;
} {
  const arrivals: Arrival[] = [];
  let lengthMs = 0;
  for (const block of blocks) {
    const first = arrivals.length;
    for (const { measured, at, after } of block.arrivals)
      arrivals.push({ measured, at: lengthMs + at, ...(after !== undefined && { after: first + after }) });
    lengthMs += block.lengthMs;
  }
  return { arrivals, lengthMs };
}
